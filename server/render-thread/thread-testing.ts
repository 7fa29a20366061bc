import "./thread-log.ts";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { noteDatabaseFailures } from "#db/guarded-pool.ts";
import { cached, invalidateTagsLocally } from "#lib/cache/cached.ts";
import { readEarlierResult } from "#lib/cache/request-context.ts";
import { log } from "#lib/log/log.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { nextRenderer } from "../page-cache/next/render.ts";
import { pageRenderer } from "../page-cache/page-renderer.ts";
import { serveMainThread } from "./serve-main-thread.ts";

/** A row for each key, in memory that both threads share: it replaces the database. */
const rows: Int32Array = workerData.rows;
const tagOf = (key: string) => `row:${key}`;

const readRow = (key: string, keep: boolean) =>
  cached(
    ["row", key],
    [tagOf(key)],
    async () => {
      const value = Atomics.load(rows, Number(key));
      await sleep(value % 3);
      return value;
    },
    { keep },
  );

/** The outcomes of requests whose client has disconnected, by address. */
const ended = new Map<string, string>();

const pages: Record<string, (req: IncomingMessage, res: ServerResponse, key: string) => Promise<unknown>> = {
  row: async (_req, res, key) => res.end(String(await readRow(key, false))),
  kept: async (_req, res, key) => res.end(String(await readRow(key, true))),
  change: async (_req, res, key) => {
    const value = Atomics.add(rows, Number(key), 1) + 1;
    invalidateTagsLocally([tagOf(key)], "now");
    res.end(String(value));
  },
  echo: async (req, res) => {
    const body = await buffer(req);
    res.setHeader("Set-Cookie", ["a=1", "b=2"]);
    res.writeHead(201, { "X-Method": req.method, "X-Headers": JSON.stringify(req.headers) });
    res.end(body);
  },
  result: async (_req, res) => res.end(JSON.stringify(readEarlierResult() ?? "none")),
  /** Writes 64 MB as fast as the other side reads, and says how far it got. */
  flood: async (_req, res, key) => {
    let count = 0;
    res.once("close", () => ended.set(key, `closed after ${count}`));
    for (; count < 1_000; count += 1) {
      ended.set(key, String(count));
      if (!res.write(Buffer.alloc(64 * 1024))) await once(res, "drain");
    }
    res.end();
  },
  /** Begins a response and waits until its client disconnects. */
  wait: async (_req, res, key) => {
    res.once("close", () => ended.set(key, "closed"));
    res.writeHead(200).flushHeaders();
  },
  /** Lets nothing else run in this thread until the row is not 0. */
  block: async (_req, res, key) => {
    Atomics.wait(rows, Number(key), 0);
    res.end();
  },
  begin: async (_req, res, key) => {
    ended.set(key, "begun");
    res.end();
  },
  /** Works for a moment whether or not its client is there. */
  work: async (_req, res, key) => {
    await sleep(300);
    ended.set(key, "worked");
    res.end();
  },
  /** Reads the body a moment after it has arrived. */
  store: async (req, res, key) => {
    try {
      await sleep(100);
      const { length } = await buffer(req);
      ended.set(key, `stored ${length}`);
      res.end("stored");
    } catch {
      ended.set(key, "aborted");
    }
  },
  ended: async (_req, res, key) => res.end(ended.get(key) ?? "nothing"),
  parse: async (_req, res, key) => {
    const parser = { queue: "comments" as const, name: "echo", read: () => "in this thread" };
    res.end(JSON.stringify(await parseInWorker(parser, key, { client: "", field: "body" })));
  },
  outage: async (_req, res) => {
    noteDatabaseFailures(1);
    res.writeHead(500).end();
  },
  state: async (_req, res) => res.end(globalThis.vigieAvailability?.state),
  log: async (_req, res, key) => {
    log.warn({ key }, "a line");
    res.end();
  },
  broken: async () => {
    throw new Error("broken");
  },
  breaks: async (_req, res) => {
    res.write("a part");
    await sleep(20);
    throw new Error("broken");
  },
  timed: async (_req, res) => res.end(await cached(["timed"], [], async () => "for a minute", { maxAge: 60 })),
  exit: async () => process.exit(3),
  hang: async () => {
    for (;;);
  },
  memory: async () => {
    for (const all: object[][] = []; ; ) all.push(Array.from({ length: 100_000 }, (_, n) => ({ n })));
  },
};

async function next(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const [, name = "", key = ""] = (req.url ?? "").split("/");
  await pages[name]?.(req, res, key);
}

if (!parentPort) throw new Error("This file is the entry of a thread.");
await serveMainThread(parentPort, async () => ({
  handle: next,
  render: pageRenderer({
    ask: nextRenderer(next, "http://vigie.test"),
    settings: async () => ({ lateHydration: false, secure: false, stylesheetOf: () => undefined }),
    appearance: () => ({ siteName: "Vigie", stylesheets: [], secure: false }),
    withdrawn: async () => undefined,
  }),
  close: async () => {},
}));
