import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { eq, gt, isNotNull, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "#db/client.ts";
import { feedItems, feedStates, feeds as followedFeeds } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { pollDueFeeds } from "#features/syndication/polling/poll-due-feeds.ts";
import { aFeed } from "#features/syndication/polling/testing.ts";
import { ParserPool } from "#lib/parsing/parser-pool.ts";
import { isReadable, itemsPerFeed } from "../testing/feed-documents.ts";
import { startFeedPoller } from "./feed-poller.ts";

const { db, clear, url } = testDatabase();
beforeEach(clear);
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(script: string, args: string[] = []): ChildProcess {
  const file = fileURLToPath(new URL(`../testing/${script}`, import.meta.url));
  const env = { ...process.env, DATABASE_URL: url, FETCH_ALLOW_PRIVATE: "1" };
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"], env });
  children.push(child);
  return child;
}

/** Starts a server of synthetic feeds and subscribes to these, four of each host. */
async function serveFeeds(feeds: number[]): Promise<string> {
  const server = start("feed-server-process.ts", ["200"]);
  const [port] = server.stdout ? await once(server.stdout, "data") : [];
  const base = `127.0.0.1:${String(port).trim()}`;
  for (const feed of feeds) await aFeed(db, { url: `http://${base}/feed/${feed}` });
  return base;
}

/** Each item of the readable feeds is stored once, and what repeats another one belongs to the first. */
async function expectOnce(feeds: number[]): Promise<void> {
  const [row] = await db.execute<{ items: number; wrong: number; claimed: number }>(sql`
    select count(*)::int as items, count(distinct (feed_id, url))::int as addresses,
      count(*) filter (where (state = 'merged') <> (duplicate_of_id is not null))::int as wrong,
      (select count(*)::int from ${feedStates} where claim is not null) as claimed
    from ${feedItems}`);
  const items = feeds.filter(isReadable).length * itemsPerFeed;
  expect(row).toEqual({ items, addresses: items, wrong: 0, claimed: 0 });
}

test("a process that is killed at random moments loses no item and stores none twice", {
  timeout: 300_000,
}, async () => {
  // Without those that never answer.
  const feeds = Array.from({ length: 50 }, (_, n) => n + 1).filter((feed) => feed % 100 !== 37);
  await serveFeeds(feeds);
  for (let kill = 0; kill < 4; kill += 1) {
    const before = await db.$count(feedItems);
    const child = start("feed-poller-process.ts");
    const ended = once(child, "exit");
    await vi.waitFor(async () => expect(await db.$count(feedItems)).toBeGreaterThan(before), { timeout: 60_000 });
    await sleep(Math.random() * 150);
    child.kill("SIGKILL");
    await ended;
    await db.execute(sql`update ${feedStates} set next_at = now() where claim is not null`);
    if ((await db.$count(feedItems)) >= 0.8 * feeds.length * itemsPerFeed) break;
  }
  const last = start("feed-poller-process.ts");
  const report = JSON.parse(last.stdout ? await text(last.stdout) : "");
  // On a busy machine the last kill may come when all is stored: then nothing was left.
  expect(report.feeds).toBeGreaterThanOrEqual(0);
  await expectOnce(feeds);
});

test("connections that PostgreSQL ends lose no item, and no feed counts as failing because of them", {
  timeout: 300_000,
}, async () => {
  const feeds = Array.from({ length: 34 }, (_, n) => n + 1).filter(isReadable);
  await serveFeeds(feeds);
  await db.update(followedFeeds).set({ publication: "publish" });
  vi.stubEnv("FETCH_ALLOW_PRIVATE", "1");
  const all = feeds.length * itemsPerFeed;
  const { db: witness, close } = connect(url, { max: 1 });
  const stop = startFeedPoller(db, { url });
  try {
    for (let ends = 0; ends < 12; ends += 1) {
      const before = Math.min(await witness.$count(feedItems), all - 1);
      await vi.waitFor(async () => expect(await witness.$count(feedItems)).toBeGreaterThan(before), {
        timeout: 60_000,
      });
      await sleep(Math.random() * 100);
      await witness.execute(sql`
        select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);
      // The claims that could not be given back end after minutes.
      await witness.execute(sql`update ${feedStates} set next_at = least(next_at, now()) where fetched_at is null`);
    }
    await vi.waitFor(async () => expect(await witness.$count(feedItems)).toBe(all), { timeout: 120_000 });
    await vi.waitFor(async () => expect(await witness.$count(feedStates, isNotNull(feedStates.claim))).toBe(0));
  } finally {
    await stop();
    await close();
    vi.unstubAllEnvs();
  }
  await expectOnce(feeds);
  expect(await db.$count(feedStates, gt(feedStates.failures, 0))).toBe(0);
  const jobs = await db.execute(sql`
    select count(*)::int as jobs, count(distinct data ->> 'item')::int as items from pgboss.job where name = 'feed-item-publication'`);
  const waiting = await db.$count(feedItems, eq(feedItems.state, "waiting"));
  expect([...jobs]).toEqual([{ jobs: waiting, items: waiting }]);
});

test("the thread fetches due feeds with parsers of its own, and stops", { timeout: 60_000 }, async () => {
  const feeds = [1, 2, 3, 4, 27];
  const base = await serveFeeds(feeds);
  vi.stubEnv("FETCH_ALLOW_PRIVATE", "1");
  const stop = startFeedPoller(db, { url });
  try {
    await vi.waitFor(async () => expect(await db.$count(feedItems)).toBe(4 * itemsPerFeed), { timeout: 30_000 });
  } finally {
    await stop();
    vi.unstubAllEnvs();
  }
  await expectOnce(feeds);
  const figures = await (await fetch(`http://${base}/figures`)).json();
  expect(figures).toMatchObject({ repeated: 0 });
});

/** A document of 4 MB with so much markup that it costs fifteen times what the synthetic feeds cost. */
function aCostlyDocument(): string {
  const markup = (item: number) =>
    Array.from({ length: 120 }, (_, n) => `<p>Mot ${n} <b>${item}</b> <a href="/a${n}?utm_source=rss">lien</a>.</p>`);
  const items = Array.from(
    { length: 500 },
    (_, n) =>
      `<item><title>T${n}</title><guid>g${n}</guid><description><![CDATA[${markup(n).join("")}]]></description></item>`,
  );
  return `<rss version="2.0"><channel><title>Costly</title>${items.join("")}</channel></rss>`;
}

test("a document that costs too much is a failure of its feed and of no other", { timeout: 60_000 }, async () => {
  const document = aCostlyDocument();
  const server = createServer((_request, response) => response.end(document));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const costly = await aFeed(db, { url: `http://127.0.0.1:${port}/feed` });
  await serveFeeds([1, 2]);
  const pool = new ParserPool({
    file: new URL("./feed-parser-thread-entry.ts", import.meta.url),
    // Of CPU time: a busy machine changes nothing.
    ...{ threads: 1, cpuTimeoutMs: 600, maxHeapMb: 96, maxQueue: 10, maxPerClient: 10 },
  });
  globalThis.vigieParsers = { comments: pool, documents: pool, passwords: pool };
  try {
    expect(await pollDueFeeds(db, { mayBePrivate: () => true, concurrency: 1 })).toMatchObject({ feeds: 3, failed: 1 });
  } finally {
    globalThis.vigieParsers = undefined;
    await pool.close();
    server.closeAllConnections();
    server.close();
  }
  const failed = await db.select().from(feedStates).where(gt(feedStates.failures, 0));
  expect(failed).toMatchObject([{ feedId: costly, failure: { code: "costly" } }]);
  expect(await db.$count(feedItems)).toBe(2 * itemsPerFeed);
});
