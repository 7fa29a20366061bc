import { spawn, spawnSync } from "node:child_process";
import autocannon from "autocannon";

/** The result of one period of load. */
export interface HttpLoadResult {
  /** Requests per second. */
  rate: number;
  /** Milliseconds. */
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

/** Reads wrk's report. Throws an Error with the text if it is none. */
export function readWrk(report: string): HttpLoadResult {
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(report)?.[1];
  const late = /99%\s+([\d.]+)(us|ms|s|m)\b/.exec(report);
  if (!rate || !late) throw new Error(`wrk measured nothing:\n${report}`);
  const milliseconds: Record<string, number> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };
  const sum = (text = "") => (text.match(/\d+/g) ?? []).reduce((total, one) => total + Number(one), 0);
  const failures =
    sum(/Non-2xx[^\n]*/.exec(report)?.[0].replace("2xx", "").replace("3xx", "")) +
    sum(/Socket errors[^\n]*/.exec(report)?.[0]);
  return { rate: Number(rate), p99: Number(late[1]) * (milliseconds[late[2] ?? ""] ?? 1), failures };
}

async function runAutocannon({ url, seconds, connections, headers }: LoadOptions): Promise<HttpLoadResult> {
  const result = await autocannon({ url, duration: seconds, connections, headers });
  return { rate: result.requests.average, p99: result.latency.p99, failures: result.non2xx + result.errors };
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
