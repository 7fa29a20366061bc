import { afterEach, beforeEach, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { testDatabase } from "#db/testing.ts";
import { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import { TcpProxy } from "../testing/cluster/tcp-proxy.ts";
import { waitUntil } from "../testing/cluster/tracked-process.ts";
import { readTimeoutMs } from "./change-log-reader.ts";
import {
  type ChangeFollower,
  followChanges,
  heartbeatIntervalMs,
  heartbeatTimeoutMs,
  pollIntervalMs,
} from "./follow-changes.ts";
import { Pages } from "./pages.ts";
import { keyOf, page, shared } from "./testing.ts";

const { db, sql, url } = testDatabase();

/** The changes that a minute of two hundred comments a second leaves, and how many of them concern pages that are kept. */
const [minuteOfChanges, changesOfKeptPages] = [12_000, 20];
const keptPages = 1_000;

const heard: string[] = [];
/** How many reads had been completed when a tag was read. */
const readsBefore = new Map<string, number>();
let link: TcpProxy;
let follower: ChangeFollower | undefined;
/** How often the log was read, and how often its position became unknown. */
const count = { reads: 0, losses: 0 };

beforeEach(async () => {
  link = await TcpProxy.open({ port: Number(new URL(url).port), isPostgres: true });
});
afterEach(async () => {
  await follower?.close();
  follower = undefined;
  await link.close();
});

/** Follows the changes through the link, as a process that has made none of them. */
async function follow(record: (tags: string[]) => void = () => {}): Promise<void> {
  follower = await followChanges(link.addressOf(url), {
    record(tags) {
      heard.push(...tags);
      for (const tag of tags) readsBefore.set(tag, count.reads);
      record(tags);
    },
    onPosition: () => {
      count.reads += 1;
    },
    onLost: () => {
      count.losses += 1;
    },
  });
  globalThis.vigieCommitHooks = undefined;
  heard.length = 0;
  Object.assign(count, { reads: 0, losses: 0 });
}

const hear = (tag: string) => waitUntil(`the change of ${tag}`, async () => heard.includes(tag));

/** A thousand pages in memory, each with a tag of its own. */
async function keepPages() {
  const invalidations = new InvalidationLog();
  const renders = { count: 0 };
  const pages = new Pages({
    invalidations,
    render: async ({ page: id }) => {
      renders.count += 1;
      return shared(page(id), ["site", id]);
    },
  });
  const keys = Array.from({ length: keptPages }, (_, n) => keyOf(`page:${n}`));
  /** Requests each page once, and returns how many were rendered for it. */
  const requestAll = async () => {
    const before = renders.count;
    for (const key of keys) if (!pages.find(key)) await pages.load(key);
    return renders.count - before;
  };
  expect(await requestAll()).toBe(keptPages);
  return { invalidations, requestAll };
}

test("after a minute without the database it renders anew only what has changed meanwhile", async () => {
  const { invalidations, requestAll } = await keepPages();
  await follow((tags) => invalidations.record(tags));
  // What had been kept before the log was followed counts as invalidated.
  await requestAll();
  expect(await requestAll()).toBe(0);
  link.cut();
  await waitUntil("the loss", async () => count.losses > 0);
  await sql`insert into changes (tags, urgency)
    select array['comments:article:' || n % 3000, 'articles:id:' || n % 3000, 'comments:member:' || n % 5000], 'soon'
    from generate_series(1, ${minuteOfChanges}::integer) as n`;
  for (let n = 0; n < changesOfKeptPages; n += 1)
    await invalidateTags(db, [`page:${n * 40}`, `page:${n * 40 + 1}`], n % 2 === 0 ? "now" : "soon");
  expect([heard, await requestAll()]).toEqual([[], 0]);
  link.heal();
  await hear(`page:${(changesOfKeptPages - 1) * 40}`);
  expect(heard).not.toContain("site");
  expect(new Set(heard.filter((tag) => tag.startsWith("comments:article:"))).size).toBe(3_000);
  expect(await requestAll()).toBe(2 * changesOfKeptPages);
  expect(await requestAll()).toBe(0);
});

test("a change whose notification is lost is read by the second poll after its commit at the latest", async () => {
  link.losesNotifications = true;
  await follow();
  for (let n = 0; n < 5; n += 1) {
    // The process that commits notifies as always.
    await invalidateTags(db, [`quiet:${n}`]);
    const before = count.reads;
    await hear(`quiet:${n}`);
    // One read may have begun before the commit.
    expect((readsBefore.get(`quiet:${n}`) ?? Number.NaN) - before).toBeLessThanOrEqual(1);
  }
  expect(link.lostNotificationCount).toBeGreaterThan(0);
  expect(2 * pollIntervalMs).toBeLessThanOrEqual(500);
});

test("notices a connection whose other end has disappeared, opens another, and reads what it has missed", async () => {
  await follow();
  await invalidateTags(db, ["before"]);
  await hear("before");
  link.makeHalfOpen();
  await invalidateTags(db, ["meanwhile"]);
  await waitUntil("the loss", async () => count.losses > 0);
  expect([follower?.readAt, follower?.polledAt]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  expect(link.lostByteCount).toBeGreaterThan(0);
  link.heal();
  await hear("meanwhile");
  expect(heard).toEqual(["before", "meanwhile"]);
});

test("the time limits of a read and of a connection that only listens reveal a lost peer within five seconds", () => {
  expect(pollIntervalMs + readTimeoutMs).toBeLessThanOrEqual(5_000);
  expect(heartbeatIntervalMs + heartbeatTimeoutMs).toBeLessThanOrEqual(5_000);
});

test("misses no change of a transaction that stays open for a minute of changes, and reads none twice", async () => {
  await follow();
  const other = connect(url, { max: 1 });
  const { promise: isRecorded, resolve: recorded } = Promise.withResolvers<void>();
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const slow = other.db.transaction(async (tx) => {
    await invalidateTags(tx, ["slow"]);
    recorded();
    await mayCommit;
  });
  await isRecorded;
  const perBatch = minuteOfChanges / 12;
  for (let batch = 1; batch <= 12; batch += 1) {
    await sql`insert into changes (tags, urgency)
      select array['change:' || (${(batch - 1) * perBatch}::integer + n)], 'soon' from generate_series(1, ${perBatch}::integer) as n`;
    await hear(`change:${batch * perBatch}`);
  }
  expect(heard).not.toContain("slow");
  commit();
  await slow;
  await hear("slow");
  await other.close();
  await invalidateTags(db, ["after"]);
  await hear("after");
  expect(heard.length).toBe(minuteOfChanges + 2);
  expect(new Set(heard).size).toBe(heard.length);
});
