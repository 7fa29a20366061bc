import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import type { HttpLoadResult } from "./http-load.ts";
import { summarizeLoad } from "./request-load.ts";

/** Requests a second: enough for a 99th percentile, too few to load the site. */
const perSecond = 100;

/** Measures the latency of a finished page at a low, steady rate, whatever other load the site has. */
export async function measureFinishedPage(site: string, article: string, seconds: number): Promise<HttpLoadResult> {
  const pool = new Pool(site, { connections: 64, pipelining: 1 });
  const path = `/articles/${article}`;
  const headers = { "accept-encoding": "gzip", "x-forwarded-for": "198.19.255.2" };
  const times: number[] = [];
  let failures = 0;
  const request = async () => {
    const sent = performance.now();
    try {
      const answer = await pool.request({ method: "GET", path, headers });
      await answer.body.dump();
      if (answer.statusCode === 200) times.push(performance.now() - sent);
      else failures += 1;
    } catch {
      failures += 1;
    }
  };
  await request();
  times.length = 0;
  const running: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < seconds * perSecond; n += 1) {
    await sleep(Math.max(0, began + (n * 1_000) / perSecond - performance.now()));
    running.push(request());
  }
  await Promise.all(running);
  const elapsed = (performance.now() - began) / 1_000;
  await pool.close();
  return summarizeLoad(times, failures, elapsed);
}
