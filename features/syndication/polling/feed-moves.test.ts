import { asc, eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { activityLog, feedItems, feeds } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { publishItemByPolicy } from "../publication/publish-item.ts";
import { confirmMove } from "../sources/mutations.ts";
import { countFeeds, listFeeds } from "../sources/queries.ts";
import { isMoveToOtherSite } from "./address-owner.ts";
import { aFeed, anItem, claim, store } from "./testing.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

const policy = { publication: "publish", editPolicy: "apply", deletionPolicy: "withdraw" } as const;
const url = "https://moving.test/rss";
const movedTo = "https://elsewhere.test/feed";
const jobs = () =>
  db.execute<{ name: string }>(sql`select name from pgboss.job where name like 'feed-item-%' order by 1`);
const listed = async () => (await listFeeds(db, { filter: "trouble", sort: "added", words: "" })).feeds;

test("a feed that moves to another site is followed, but nothing is published of it until an editor confirms", async () => {
  const feed = await aFeed(db, { url, policy });
  await store(db, feed, [anItem("before")]);
  await db.execute(sql`delete from pgboss.job`);
  await store(db, feed, [anItem("during")], { movedTo });
  // What was enqueued before stays in the inbox as well.
  await publishItemByPolicy(db, 1);
  expect(await db.select().from(feeds)).toMatchObject([{ url: movedTo, movedFrom: url, publication: "publish" }]);
  expect(await claim(db, feed)).toMatchObject({ publication: "draft", editPolicy: "review", deletionPolicy: "review" });
  await db.execute(sql`update feed_states set claim = null`);
  await store(db, feed, [anItem("after")]);
  expect(await jobs()).toEqual([]);
  expect(await listed()).toMatchObject([{ id: feed, movedFrom: url, movedAt: expect.any(Date) }]);
  expect(await countFeeds(db)).toMatchObject({ trouble: 1 });
  // An editor confirms only the address that the page showed.
  expect(await confirmMove(db, 1, { id: feed, url })).toMatchObject({ ok: false, code: "feed.movedAgain" });
  for (const _ of [1, 2]) expect(await confirmMove(db, 1, { id: feed, url: movedTo })).toMatchObject({ ok: true });
  await store(db, feed, [anItem("confirmed")]);
  expect(await jobs()).toHaveLength(1);
  expect(await listed()).toEqual([]);
  const items = await db.select({ state: feedItems.state }).from(feedItems).orderBy(asc(feedItems.id));
  expect(items.map(({ state }) => state)).toEqual(["waiting", "waiting", "waiting", "waiting"]);
  expect(await db.select().from(activityLog).orderBy(asc(activityLog.id))).toMatchObject([
    { kind: "feedMoved", actorId: null, subjectId: feed, detail: { from: url, to: movedTo } },
    { kind: "feedConfirmed", actorId: 1, subjectId: feed },
  ]);
});

test("an edit at the new site changes no article by policy", async () => {
  const feed = await aFeed(db, { url, policy });
  await store(db, feed, [anItem("one")]);
  await db.update(feedItems).set({ state: "published", publishedHash: "as published" });
  await db.execute(sql`delete from pgboss.job`);
  await store(db, feed, [anItem("one", { title: "Spam", text: "Spam." })], { movedTo });
  expect(await db.select().from(feedItems)).toMatchObject([{ sourceChange: "edited", title: "Spam" }]);
  expect(await jobs()).toEqual([]);
});

test("a feed that moves at each fetch fills no log, and keeps its first address", async () => {
  const feed = await aFeed(db, { url, policy });
  for (const n of [1, 2, 3]) await store(db, feed, [anItem("one")], { movedTo: `https://elsewhere${n}.test/feed` });
  expect(await db.select().from(activityLog)).toHaveLength(1);
  expect(await db.select().from(feeds).where(eq(feeds.id, feed))).toMatchObject([
    { movedFrom: url, url: "https://elsewhere3.test/feed" },
  ]);
});

test("a move within a site, or to the source's own, needs no confirmation", () => {
  const from = { url: "http://feeds.moving.test/rss", sourceUrl: "https://own.test/" };
  for (const to of ["https://feeds.moving.test/atom", "https://www.moving.test/rss", "https://own.test/feed"])
    expect(isMoveToOtherSite(from, to)).toBe(false);
  for (const to of ["https://moving.test.evil.test/rss", "https://notmoving.test/rss", "https://own.testing/feed"])
    expect(isMoveToOtherSite(from, to)).toBe(true);
});
