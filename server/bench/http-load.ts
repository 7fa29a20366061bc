import { spawn, spawnSync } from "node:child_process";
import autocannon from "autocannon";

/** The result of one period of load. */
export interface HttpLoadResult {
  /** Requests that were answered or failed. */
  requests: number;
  /** Requests per second. */
  rate: number;
  /** Latencies in ms. */
  p50: number;
  p99: number;
  /** Responses that were not 2xx, and broken connections. */
  failures: number;
}

export interface LoadOptions {
  url: string;
  seconds: number;
  connections: number;
  headers?: Record<string, string>;
}

/** `wrk` where it is installed: it uses the least CPU. */
export const loadTool: "wrk" | "autocannon" = spawnSync("wrk", ["-v"]).error ? "autocannon" : "wrk";

/**
 * Sends requests with the load tool for some seconds and resolves to the rate, the 99th percentile and the failures.
 */
export function runLoad(options: LoadOptions): Promise<HttpLoadResult> {
  return loadTool === "wrk" ? runWrk(options) : runAutocannon(options);
}

async function runWrk({ url, seconds, connections, headers = {} }: LoadOptions): Promise<HttpLoadResult> {
  const headerOptions = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const out = await outputOf("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", ...headerOptions, url]);
  return readWrk(out);
}

const millisecondsOf: Record<string, number> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

/** Reads wrk's report. Throws an Error with the text if it is none. */
export function readWrk(report: string): HttpLoadResult {
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(report)?.[1];
  const requests = /(\d+) requests in/.exec(report)?.[1];
  const [p50, p99] = [/50%\s+([\d.]+)(us|ms|s|m)\b/, /99%\s+([\d.]+)(us|ms|s|m)\b/].map((line) => {
    const [, value, unit = ""] = line.exec(report) ?? [];
    return value === undefined ? undefined : Number(value) * (millisecondsOf[unit] ?? 1);
  });
  if (!rate || !requests || p50 === undefined || p99 === undefined) throw new Error(`wrk measured nothing:\n${report}`);
  const sum = (text = "") => (text.match(/\d+/g) ?? []).reduce((total, one) => total + Number(one), 0);
  const failures =
    sum(/Non-2xx[^\n]*/.exec(report)?.[0].replace("2xx", "").replace("3xx", "")) +
    sum(/Socket errors[^\n]*/.exec(report)?.[0]);
  return { requests: Number(requests), rate: Number(rate), p50, p99, failures };
}

async function runAutocannon({ url, seconds, connections, headers }: LoadOptions): Promise<HttpLoadResult> {
  return readAutocannon(await autocannon({ url, duration: seconds, connections, headers }));
}

/** Reads autocannon's result, whose latencies are whole milliseconds. */
export function readAutocannon({ requests, latency, non2xx, errors }: autocannon.Result): HttpLoadResult {
  return {
    requests: requests.total + errors,
    rate: requests.average,
    p50: latency.p50,
    p99: latency.p99,
    failures: non2xx + errors,
  };
}

function outputOf(command: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.once("error", reject);
    child.once("close", () => resolve(out));
  });
}

/** The median; of an even number of values the lower one. NaN without values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
