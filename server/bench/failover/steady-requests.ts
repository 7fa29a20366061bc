import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

interface SteadyLoad {
  /** Requests answered with 200, and those that were not: what happened, and how often. */
  done: number;
  failed: Map<string, number>;
  /** Called for each response with its address, its body and the moment at which the request was sent. */
  end(): Promise<void>;
}

interface Options {
  /** Requests a second. Fewer are sent while `maxWaiting` wait for a response. */
  rate: number;
  addresses: readonly string[];
  maxWaiting?: number;
  onAnswer?: (answer: { address: string; status: number; body: string; sent: number }) => void;
}

const tickMs = 5;

/** Sends GET requests at a constant rate, however long their responses take, until it is ended. */
export function startSteadyRequests(origin: string, { rate, addresses, maxWaiting = 256, onAnswer }: Options) {
  const pool = new Pool(origin, { connections: 64, pipelining: 1, bodyTimeout: 30_000, headersTimeout: 30_000 });
  const load: SteadyLoad = { done: 0, failed: new Map(), end };
  const waiting = new Set<Promise<void>>();
  let isOver = false;
  let begun = 0;
  const began = performance.now();

  const fail = (why: string) => void load.failed.set(why, (load.failed.get(why) ?? 0) + 1);
  const ask = async (address: string) => {
    const sent = performance.now();
    try {
      const answer = await pool.request({ method: "GET", path: address });
      const body = await answer.body.text();
      if (answer.statusCode === 200) load.done += 1;
      else fail(String(answer.statusCode));
      onAnswer?.({ address, status: answer.statusCode, body, sent });
    } catch (error) {
      fail(error instanceof Error && "code" in error ? String(error.code) : String(error));
    }
  };
  const run = async () => {
    while (!isOver) {
      const due = Math.floor(((performance.now() - began) / 1_000) * rate);
      // What could not be sent in time is left out.
      begun = Math.max(begun, due - maxWaiting);
      for (; begun < due && waiting.size < maxWaiting; begun += 1) {
        const asked: Promise<void> = ask(addresses[begun % addresses.length] ?? "/").then(
          () => void waiting.delete(asked),
        );
        waiting.add(asked);
      }
      await sleep(tickMs);
    }
  };
  const running = run();

  async function end(): Promise<void> {
    isOver = true;
    await running;
    await Promise.all(waiting);
    await pool.close();
  }
  return load;
}

/** The number of requests that failed. */
export const countFailed = ({ failed }: Pick<SteadyLoad, "failed">) =>
  [...failed.values()].reduce((sum, count) => sum + count, 0);

/** What happened to them, such as `503: 2, UND_ERR_SOCKET: 1`. */
export const listFailed = ({ failed }: Pick<SteadyLoad, "failed">) =>
  [...failed].map(([why, count]) => `${why}: ${count}`).join(", ") || "none";
