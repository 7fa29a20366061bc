import { asc, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { feedDays, feedItems, feedStates, feeds, websubSubscriptions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { deleteOldFeedData } from "./retention.ts";
import { aFeed, anItem, setFeed, store } from "./testing.ts";

const { db } = testDatabase();

test("expires items that nobody decided about in a month, clears texts and sketches that are not needed, and deletes no item", async () => {
  const feed = await aFeed(db);
  const names = ["new", "undecided", "skipped", "skipped long ago", "published", "merged", "merged long ago"];
  await store(
    db,
    feed,
    names.map((name) => anItem(name)),
  );
  const set = (name: string, days: number, state: typeof feedItems.$inferInsert.state = "waiting") =>
    db
      .update(feedItems)
      .set({ state, fetchedAt: sql`now() - make_interval(days => ${days}::int)` })
      .where(eq(feedItems.title, `Title of ${name}`));
  await set("new", 29);
  await set("undecided", 31);
  await set("skipped", 31, "skipped");
  await set("skipped long ago", 61, "skipped");
  await set("published", 91, "published");
  await set("merged", 89, "merged");
  await set("merged long ago", 91, "merged");
  await deleteOldFeedData(db);
  const items = await db.select().from(feedItems).orderBy(asc(feedItems.id));
  expect(
    items.map(({ title, state, raw, sketch }) => `${title.slice(9)}: ${state}, ${raw !== ""}, ${sketch !== null}`),
  ).toEqual([
    "new: waiting, true, true",
    "undecided: expired, false, true",
    "skipped: skipped, true, true",
    "skipped long ago: skipped, false, true",
    "published: published, false, false",
    "merged: merged, true, true",
    "merged long ago: merged, false, false",
  ]);
  // An expired item does not come back.
  expect(
    await store(
      db,
      feed,
      names.map((name) => anItem(name)),
    ),
  ).toMatchObject({ added: 0, changed: 0 });
});

test("deletes figures after 90 days, and subscriptions of removed feeds", async () => {
  const [kept, removed] = [await aFeed(db), await aFeed(db)];
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  await db.insert(feedDays).values([89, 91].map((ago) => ({ feedId: removed, day: day(ago) })));
  for (const [feedId, key] of [[kept, "a"] as const, [removed, "b"] as const])
    await db.insert(websubSubscriptions).values({ feedId, key, hubUrl: "", topicUrl: "", secret: "" });
  await db.update(feeds).set({ status: "removed" }).where(eq(feeds.id, removed));
  await deleteOldFeedData(db);
  expect((await db.select().from(feedDays).where(eq(feedDays.feedId, removed))).map((row) => row.day)).toEqual([
    day(89),
  ]);
  expect((await db.select().from(websubSubscriptions)).map(({ feedId }) => feedId)).toEqual([kept]);
});

test("after the clock was set back, feeds that would wait too long are due, and no others", async () => {
  const aWaitingFeed = async (state: Partial<Record<"nextAt" | "fetchedAt", string>>, claim: string | null = null) => {
    const feed = await aFeed(db);
    const at = (interval: string | undefined) => interval && sql`now() + ${interval}::interval`;
    const [nextAt, fetchedAt] = [at(state.nextAt), at(state.fetchedAt)];
    await db
      .update(feedStates)
      .set({ claim, ...(nextAt && { nextAt }), ...(fetchedAt && { fetchedAt }) })
      .where(eq(feedStates.feedId, feed));
    return feed;
  };
  const stuck = [
    await aWaitingFeed({ nextAt: "1 year", fetchedAt: "1 year" }),
    await aWaitingFeed({ nextAt: "1 day", fetchedAt: "23 hours" }),
    // Its process was killed before the clock was set back.
    await aWaitingFeed({ nextAt: "1 day", fetchedAt: "-1 hour" }, "claim"),
  ];
  const waiting = [
    await aWaitingFeed({ nextAt: "7 days", fetchedAt: "-1 minute" }),
    await aWaitingFeed({ nextAt: "5 minutes" }, "claim"),
  ];
  const paused = await aWaitingFeed({ fetchedAt: "1 year" });
  await setFeed(db, paused, { status: "paused" });
  await db.update(feedStates).set({ nextAt: null }).where(eq(feedStates.feedId, paused));
  const subscriptions = [...stuck.slice(0, 2), waiting[0] ?? 0].map((feedId, n) => ({
    ...{ feedId, key: `clock ${n}`, hubUrl: "", topicUrl: "", secret: "", state: "active" as const },
    ...{ requestedAt: sql`now() + make_interval(days => ${1 - n}::int)`, expiresAt: sql`now() + interval '9 days'` },
  }));
  await db.insert(websubSubscriptions).values(subscriptions);
  await db
    .insert(feedDays)
    .values({ feedId: paused, day: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10) });
  await deleteOldFeedData(db);
  const due = await db.select().from(feedStates).where(sql`next_at <= now() and feed_id >= ${stuck[0]}`);
  expect(due.map(({ feedId }) => feedId).sort()).toEqual(stuck);
  const ended = await db.select().from(websubSubscriptions).where(sql`expires_at <= now()`);
  expect(ended.map(({ feedId }) => feedId)).toEqual(stuck.slice(0, 1));
  expect(await db.select().from(feedDays).where(eq(feedDays.feedId, paused))).toEqual([]);
});
