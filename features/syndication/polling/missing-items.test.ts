import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, inArray, isNotNull, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { feedDays, feedItems } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { checkMissing } from "./missing-items.ts";
import { aFeed, anItem, claim, store } from "./testing.ts";

const { db, clear } = testDatabase();
let server: Server;
let base = "";
/** The articles whose addresses answer 404, and those that fail for now. */
const gone = new Set<string>();
const failing = new Set<string>();
/** Those that do not answer at all. */
const silent = new Set<string>();
let requests: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const name = (request.url ?? "").slice(1);
    requests.push(name);
    if (silent.has(name)) return;
    response.writeHead(failing.has(name) ? 500 : gone.has(name) ? 404 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(clear);

/** Articles by their names, "a" the oldest: one an hour. */
const articleOf = (name: string) =>
  anItem(name, {
    url: `${base}/${name}`,
    publishedAt: new Date(Date.now() - (200 - name.charCodeAt(0)) * 3_600_000),
  });

/** Reads a document that lists these articles, as if half an hour had passed since the last one, and publishes what is new. */
async function poll(feed: number, listed: readonly string[], timeoutMs?: number): Promise<void> {
  requests = [];
  await db
    .update(feedItems)
    .set({ missingAt: sql`missing_at - interval '1 hour'` })
    .where(isNotNull(feedItems.missingAt));
  const held = await claim(db, feed);
  const stored = await store(db, feed, listed.map(articleOf), { held });
  await checkMissing(db, held, stored?.missing ?? [], {
    mayBePrivate: () => true,
    ...(timeoutMs && { timeoutMs }),
  });
  await db.update(feedItems).set({ state: "published" }).where(eq(feedItems.state, "waiting"));
}

const readDeleted = async () => {
  const rows = await db
    .select()
    .from(feedItems)
    .where(inArray(feedItems.sourceChange, ["deleted"]));
  return rows.map(({ guidKey }) => guidKey.slice("guid of ".length)).sort();
};

const reset = async () => {
  await clear();
  gone.clear();
  failing.clear();
  silent.clear();
};

test.each([
  ["in the middle", "abc", "ac", "b"],
  ["the newest", "abc", "ab", "c"],
  ["the oldest", "abc", "bc", "a"],
  ["one of two", "ab", "b", "a"],
  ["the only one", "a", "", "a"],
])("finds that an item of a small feed was deleted: %s", async (_what, before, after, deleted) => {
  await reset();
  const feed = await aFeed(db);
  await poll(feed, [...before]);
  gone.add(deleted);
  await poll(feed, [...after]);
  expect(await readDeleted()).toEqual([]);
  await poll(feed, [...after]);
  expect(await readDeleted()).toEqual([deleted]);
});

test("asks for one item that is older than a small document, and for none that is older than a long one", async () => {
  await reset();
  const feed = await aFeed(db);
  await poll(feed, [..."abcdefgh"]);
  await poll(feed, [..."defgh"]);
  expect(requests).toEqual([]);
  await poll(feed, [..."efgh"]);
  expect(requests).toEqual(["d"]);
});

test("one time limit applies to all requests for missing items together", async () => {
  await reset();
  const feed = await aFeed(db);
  await poll(feed, [..."abcdefgh"]);
  for (const name of "defg") silent.add(name);
  await poll(feed, [..."abch"], 500);
  expect(requests).toHaveLength(1);
});

test("an item that fell off the end of a feed never counts as deleted unless its address says so", async () => {
  type Step = ["publish" | "delete" | "fail" | "answer", number];
  const step = fc.constantFrom<Step[0]>("publish", "publish", "delete", "fail", "answer");
  const steps = fc.array(fc.tuple(step, fc.nat(3)), { minLength: 3, maxLength: 9 });
  // The newest one fails from now on, and falls off the end.
  const failsAtTheEnd: Step[] = [["fail", 0], ...[0, 0, 0].map((): Step => ["publish", 0])];
  // The newest one is deleted, found, and left behind by newer ones.
  const foundBefore: Step[] = [["delete", 0], ...[0, 0, 0].map((): Step => ["publish", 0])];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), steps, async (size, taken) => {
      await reset();
      const feed = await aFeed(db);
      let published = [..."abc"];
      const list = () => published.filter((name) => !gone.has(name)).slice(-size);
      const pollAndCheck = async () => {
        await poll(feed, list());
        expect((await readDeleted()).filter((name) => !gone.has(name))).toEqual([]);
      };
      await pollAndCheck();
      for (const [what, which] of taken) {
        const one = list().toReversed()[which];
        if (what === "publish") published = [...published, String.fromCharCode(97 + published.length)];
        else if (what === "answer") failing.clear();
        else if (one !== undefined) (what === "delete" ? gone : failing).add(one);
        await pollAndCheck();
      }
      failing.clear();
      for (let n = 0; n < 2 * gone.size + 2; n += 1) await pollAndCheck();
      // All that were deleted are found, except behind one that fell off the end and is there.
      const listed = list();
      if (listed.length > 4) return;
      const first = published.indexOf(listed[0] ?? "") >= 0 ? published.indexOf(listed[0] ?? "") : published.length;
      const lastThere = published.slice(0, first).findLastIndex((name) => !gone.has(name));
      // Those behind it may have been found before it fell off.
      const sure = published.filter((name, at) => gone.has(name) && at > lastThere);
      expect(await readDeleted()).toEqual(expect.arrayContaining(sure));
    }),
    {
      numRuns: 12,
      examples: [
        [1, failsAtTheEnd],
        [1, foundBefore],
      ],
    },
  );
}, 60_000);

test("a feed that is fetched very often in a day has addresses checked at each tenth fetch only", async () => {
  const feed = await aFeed(db);
  await poll(feed, ["a", "b", "c", "d", "e", "f", "g", "h"]);
  const checkedAfter = async (fetches: number) => {
    await db.update(feedDays).set({ fetches });
    await poll(feed, ["a", "b", "c", "d", "e", "f", "h"]);
    return requests;
  };
  expect(await checkedAfter(99)).toEqual(["g"]);
  expect(await checkedAfter(109)).toEqual([]);
  expect(await checkedAfter(110)).toEqual(["g"]);
});
