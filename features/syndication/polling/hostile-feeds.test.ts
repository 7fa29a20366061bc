import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { feedDays, feedItems, feedStates, websubSubscriptions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { recordPing } from "../websub/mutations.ts";
import { findDuplicates } from "./find-duplicates.ts";
import { maxItemsOfBand } from "./limit-bands.ts";
import { pollFeed } from "./poll-feed.ts";
import { maxItemsPerDay } from "./rules.ts";
import { aFeed, anItem, claim, store } from "./testing.ts";

const { db, clear } = testDatabase();
let server: Server;
let base = "";
let answer: RequestListener;
const local = { mayBePrivate: () => true };

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(clear);
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const dueIn = async (feedId: number) => {
  const [row] = await db.execute<{ seconds: number }>(
    sql`select extract(epoch from next_at - now())::float8 as seconds from ${feedStates} where feed_id = ${feedId}`,
  );
  return row?.seconds ?? Number.NaN;
};

test("a feed that names its items anew at each fetch stores a limited number of them a day", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one")]);
  await db.update(feedDays).set({ items: maxItemsPerDay - 2 });
  const dated = (n: number) => anItem(`new ${n}`, { publishedAt: new Date(Date.now() - n * 60_000) });
  expect(await store(db, feed, [1, 2, 3, 4].map(dated))).toMatchObject({ added: 2 });
  expect(await store(db, feed, [5, 6].map(dated))).toMatchObject({ added: 0 });
  // The newest ones were kept.
  expect((await db.select().from(feedItems)).map(({ title }) => title)).toEqual([
    "Title of one",
    "Title of new 2",
    "Title of new 1",
  ]);
  await db.update(feedDays).set({ day: "2026-01-01" });
  expect(await store(db, feed, [5, 6].map(dated))).toMatchObject({ added: 2 });
});

test("a hub that announces without end makes a feed due less and less often", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one")]);
  const address = { key: "key", secret: "secret", hubUrl: "https://hub.test/", topicUrl: "https://topic.test/" };
  await db.insert(websubSubscriptions).values({ feedId: feed, ...address });
  await recordPing(db, feed);
  expect(await dueIn(feed)).toBeLessThan(6);
  await db.update(feedDays).set({ fetches: 1_000 });
  await recordPing(db, feed);
  expect(await dueIn(feed)).toBeGreaterThan(90);
  expect(await dueIn(feed)).toBeLessThan(101);
  // The same if it was announced while it was fetched.
  const held = await claim(db, feed);
  await recordPing(db, feed);
  await store(db, feed, [anItem("one")], { held });
  expect(await dueIn(feed)).toBeGreaterThan(90);
});

test("a hub that announces costly documents makes its feed due less and less often", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one")]);
  const address = { key: "key", secret: "secret", hubUrl: "https://hub.test/", topicUrl: "https://topic.test/" };
  await db.insert(websubSubscriptions).values({ feedId: feed, ...address });
  const pingAfter = async (failures: number, code: string) => {
    await db.update(feedStates).set({ failures, failure: { code }, nextAt: sql`now() + interval '1 day'` });
    await recordPing(db, feed);
    return Math.round((await dueIn(feed)) / 60);
  };
  expect(await pingAfter(1, "costly")).toBe(1);
  expect(await pingAfter(6, "costly")).toBe(32);
  expect(await pingAfter(6, "tooLarge")).toBe(32);
  expect(await pingAfter(6, "syntax")).toBe(32);
  // Never later than without the hub.
  expect(await pingAfter(1_000_000, "costly")).toBe(1_440);
  // A server that did not answer is asked again after a minute.
  expect(await pingAfter(6, "network")).toBe(1);
});

test("a host to which a feed redirects delays no other feed of the feed's host", async () => {
  const other = createServer((_request, response) => response.writeHead(429, { "retry-after": "86400" }).end());
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  try {
    const [hostile, neighbour] = [
      await aFeed(db, { url: `${base}/hostile` }),
      await aFeed(db, { url: `${base}/good` }),
    ];
    answer = (_request, response) => response.writeHead(302, { location: elsewhere }).end();
    expect(await pollFeed(db, hostile, local)).toMatchObject({ kind: "failed", hostDelaySeconds: 0 });
    expect(await dueIn(neighbour)).toBeLessThan(1);
    expect(await dueIn(hostile)).toBeGreaterThan(86_000);
    answer = (_request, response) => response.writeHead(429, { "retry-after": "600" }).end();
    expect(await pollFeed(db, hostile, local)).toMatchObject({ hostDelaySeconds: 600 });
    expect(await dueIn(neighbour)).toBeGreaterThan(500);
  } finally {
    other.close();
  }
});

test("texts that share a band without end cost a limited number of comparisons", async () => {
  const copy = (n: number) => anItem(`copy ${n}`, { text: "Shared." });
  await store(
    db,
    await aFeed(db),
    Array.from({ length: 300 }, (_, n) => anItem(`own ${n}`)),
  );
  const shared = copy(0);
  // All of another source, with one band in common with the new items and nothing else.
  await db.update(feedItems).set({ bands: sql`${feedItems.bands} || ${`{${shared.bands?.[0]}}`}::bigint[]` });
  const { feedId, sourceId, ...rest } = await claim(db, await aFeed(db));
  const added = Array.from({ length: 300 }, (_, n) => ({ ...anItem(`new ${n}`), bands: shared.bands }));
  const reads = countReads(added);
  await db.transaction((tx) => findDuplicates(tx, { feedId, sourceId, ...rest }, added));
  // Each comparison reads the new item's sketch once.
  expect(reads()).toBeLessThan(300 * 45);
  expect(await db.select().from(feedItems).where(eq(feedItems.state, "merged"))).toEqual([]);
});

test("a feed with hundreds of older texts that share a band hides no text of another feed", async () => {
  const shared = anItem("shared", { text: "A dispatch." });
  const [hostile, agency, third] = [await aFeed(db), await aFeed(db), await aFeed(db)];
  for (const part of [0, 1])
    await store(
      db,
      hostile,
      Array.from({ length: 300 }, (_, n) => anItem(`junk ${part} ${n}`)),
    );
  await db.update(feedItems).set({ bands: sql`${feedItems.bands} || ${`{${shared.bands?.[0]}}`}::bigint[]` });
  await store(db, agency, [anItem("own", { text: "A dispatch." })]);
  // Long documents as well.
  const others = Array.from({ length: 100 }, (_, n) => anItem(`other ${n}`));
  expect(await store(db, third, [...others, shared])).toMatchObject({ added: 100, merged: 1 });
});

test("a band is stored with a limited number of a feed's items, whether they are new or edited", async () => {
  const [hostile, other] = [await aFeed(db), await aFeed(db)];
  const { bands } = anItem("shared", { text: "A dispatch." });
  const similar = (n: number, title = `Title ${n}`) => ({
    ...anItem(`junk ${n}`, { title }),
    bands: [...(bands ?? []), n],
  });
  const countShared = async () => {
    const [row] = await db.execute<{ most: number }>(sql`
      select max(n)::int as most from (select count(*) as n from ${feedItems}, unnest(bands) as b group by b) as counts`);
    return row?.most;
  };
  await store(db, hostile, [similar(0)]);
  for (const part of [1, 2, 3])
    await store(
      db,
      hostile,
      Array.from({ length: 60 }, (_, n) => similar(100 * part + n)),
    );
  expect(await countShared()).toBeLessThanOrEqual(2 * maxItemsOfBand);
  // What is left of an item's bands still finds its copies.
  expect((await db.select().from(feedItems)).every((item) => item.bands?.length)).toBe(true);
  const own = (n: number) => anItem(`own ${n}`, { text: `Own ${n}` });
  const later = Array.from({ length: 60 }, (_, n) => n);
  await store(db, other, later.map(own));
  await store(
    db,
    other,
    later.map((n) => ({ ...own(n), contentHash: `edited ${n}`, bands })),
  );
  const [edited] = await db.execute<{ most: number }>(sql`
    select max(n)::int as most from (
      select count(*) as n from ${feedItems}, unnest(bands) as b where feed_id = ${other} group by b) as counts`);
  expect(edited?.most).toBe(maxItemsOfBand);
});

/** Counts how often the numbers of the items' sketches are sliced. */
function countReads(items: { sketch: number[] | null }[]): () => number {
  let count = 0;
  for (const item of items) {
    const sketch = item.sketch ?? [];
    const { slice } = sketch;
    // The first slice of a comparison begins at 2.
    sketch.slice = (from, to) => {
      if (from === 2) count += 1;
      return slice.call(sketch, from, to);
    };
  }
  return () => count;
}
