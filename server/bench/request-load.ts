import { Pool } from "undici";
import type { HttpLoadResult } from "./http-load.ts";

/** One request of a load in which requests differ, which wrk cannot send. */
export interface BenchRequest {
  path: string;
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
}

interface Options {
  /** Ends after this many requests … */
  count?: number;
  /** … or this many seconds. */
  seconds?: number;
  connections: number;
  /** Whether a response counts as a success; others count as failures. Unset: 2xx. */
  isSuccess?: (status: number, body: string) => boolean;
}

/**
 * Sends requests over persistent connections, each as soon as the one before it on its connection is answered: the n-th
 * is `requestAt(n)`. Only the latencies of successes are counted, and the rate is that of successes.
 */
export async function sendRequests(
  origin: string,
  requestAt: (n: number) => BenchRequest,
  { count = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY, connections, isSuccess = is2xx }: Options,
): Promise<HttpLoadResult> {
  const pool = new Pool(origin, { connections, pipelining: 1, bodyTimeout: 60_000, headersTimeout: 60_000 });
  const times: number[] = [];
  let failures = 0;
  let next = 0;
  const began = performance.now();
  const until = began + seconds * 1_000;
  const client = async () => {
    while (next < count && performance.now() < until) {
      const { method = "GET", ...request } = requestAt(next++);
      const sent = performance.now();
      try {
        const answer = await pool.request({ method, ...request });
        const body = await answer.body.text();
        if (isSuccess(answer.statusCode, body)) times.push(performance.now() - sent);
        else failures += 1;
      } catch {
        failures += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const elapsed = (performance.now() - began) / 1_000;
  await pool.close();
  return summarizeLoad(times, failures, elapsed);
}

/** The result of a load with these latencies of successful requests (ms, in any order) in `elapsed` seconds. */
export function summarizeLoad(times: number[], failures: number, elapsed: number): HttpLoadResult {
  times.sort((a, b) => a - b);
  return {
    requests: times.length + failures,
    rate: times.length / elapsed,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    failures,
  };
}

/**
 * Sends one request. `redirect`: the address to which an action redirects the script that called it, else "". `cookies`:
 * those that the response sets, as name and value.
 */
export async function sendOne(origin: string, { path, ...init }: BenchRequest) {
  const answer = await fetch(origin + path, { ...init, redirect: "manual" });
  const redirect = answer.headers.get("x-action-redirect") ?? "";
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0] ?? "");
  return { status: answer.status, body: await answer.text(), redirect, cookies };
}

const is2xx = (status: number) => status >= 200 && status < 300;

/** A percentile (nearest rank) of ascending values; NaN without values. */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? Number.NaN;
}
