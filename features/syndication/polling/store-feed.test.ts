import { asc, eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { articles, feedDays, feedItemDecisions, feedItems, feedItemVersions, feedStates, feeds } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { itemPublicationJob, itemSourceChangeJob } from "#features/syndication/jobs.ts";
import { openJobs } from "#lib/jobs.ts";
import { lockStoring } from "./record-outcome.ts";
import { maxVersions } from "./rules.ts";
import { aFeed, anItem, claim, setFeed, store } from "./testing.ts";

const { db, clear, queries, url } = testDatabase();
beforeEach(clear);

const listItems = () => db.select().from(feedItems).orderBy(asc(feedItems.id));
const states = async () => (await listItems()).map(({ title, state }) => `${title}: ${state}`);

/** Makes the item look as if an article had been made of its present content. */
async function publish(itemId: number): Promise<number> {
  const [article] = await db
    .insert(articles)
    .values({ slug: `a${itemId}`, title: "A", status: "published", publishedAt: new Date() })
    .returning({ id: articles.id });
  await db
    .update(feedItems)
    .set({ state: "published", articleId: article?.id ?? 0, publishedHash: sql`content_hash` })
    .where(eq(feedItems.id, itemId));
  return article?.id ?? 0;
}

const jobs = async (name: string) =>
  (await db.execute<{ data: { item: number } }>(sql`select data from pgboss.job where name = ${name}`)).map(
    ({ data }) => data.item,
  );

test("stores each item once, with the figures of the day and the feed's state", async () => {
  const feed = await aFeed(db);
  const items = [anItem("one"), anItem("two", { terms: ["Sécurité"], author: "Ada" })];
  expect(await store(db, feed, items)).toMatchObject({ added: 2, merged: 0, changed: 0 });
  expect(await store(db, feed, items)).toMatchObject({ added: 0, merged: 0, changed: 0 });
  expect(await listItems()).toMatchObject([
    { feedId: feed, title: "Title of one", state: "waiting", duplicateOfId: null },
    { title: "Title of two", terms: ["Sécurité"], author: "Ada", raw: "<item>two</item>" },
  ]);
  expect(await db.select().from(feedDays)).toMatchObject([
    { feedId: feed, fetches: 2, items: 2, failures: 0, bytes: 2 },
  ]);
  const [state] = await db.select().from(feedStates);
  expect(state).toMatchObject({ claim: null, failures: 0, failure: null });
  expect(state?.nextAt?.getTime()).toBeGreaterThan(Date.now() + 600_000);
});

test("needs the same few statements for 5 items as for 300", async () => {
  const counts: number[] = [];
  for (const count of [5, 300]) {
    const feed = await aFeed(db, { policy: { blockedWords: "blocked" } });
    const held = await claim(db, feed);
    const items = Array.from({ length: count }, (_, n) =>
      anItem(
        `${count} ${n}`,
        n % 5 === 0 ? { title: "blocked" } : n % 5 === 1 ? { url: "https://same.test/article" } : {},
      ),
    );
    const { statements } = await queries(() => store(db, feed, items, { held }));
    counts.push(statements.length);
  }
  expect(counts[1]).toBe(counts[0]);
  expect(counts[0]).toBeLessThanOrEqual(14);
});

test("an expired claim stores nothing", async () => {
  const feed = await aFeed(db);
  const old = await claim(db, feed);
  await db.update(feedStates).set({ nextAt: new Date(0) });
  const held = await claim(db, feed);
  expect(await store(db, feed, [anItem("one")], { held: old })).toBeUndefined();
  expect(await db.$count(feedItems)).toBe(0);
  expect(await store(db, feed, [anItem("one")], { held })).toMatchObject({ added: 1 });
});

test("the address of an item of its own site is one article in two feeds, whatever the title", async () => {
  await store(db, await aFeed(db, { url: "https://articles.test/rss" }), [anItem("one")]);
  await store(db, await aFeed(db), [
    anItem("copy", { url: "http://www.articles.test/one/?utm_source=rss", title: "Other title", text: "Other text" }),
  ]);
  const [first, second] = await listItems();
  expect(second).toMatchObject({
    state: "merged",
    duplicateOfId: first?.id,
    likeness: { reason: "address", score: 1 },
    bands: null,
  });
  expect(await db.select().from(feedItemDecisions)).toMatchObject([
    { itemId: second?.id, memberId: null, action: "merge", detail: { item: first?.id } },
  ]);
});

test("near-equal texts of other sources are merged into the first, never in a chain; equal titles alone are not", async () => {
  const text = "The same long text of an agency.";
  for (const name of ["one", "two", "three"]) await store(db, await aFeed(db), [anItem(name, { text })]);
  await store(db, await aFeed(db), [anItem("four", { title: "Title of one" })]);
  const [first, ...others] = await listItems();
  expect(others.map(({ duplicateOfId, state }) => [duplicateOfId, state])).toEqual([
    [first?.id, "merged"],
    [first?.id, "merged"],
    [null, "waiting"],
  ]);
});

test("a short text without a sketch is never merged by its text", async () => {
  await store(db, await aFeed(db), [anItem("one", { text: null, title: "Météo" })]);
  await store(db, await aFeed(db), [anItem("two", { text: null, title: "Météo" })]);
  expect(await states()).toEqual(["Météo: waiting", "Météo: waiting"]);
});

test("within a source, resembling texts are two articles and equal ones are one", async () => {
  const text = "The weather of the week.";
  await store(db, await aFeed(db, { source: "Le Site" }), [anItem("one", { text })]);
  await store(db, await aFeed(db, { source: "Le Site" }), [
    anItem("two", { text }),
    anItem("three", { text, title: "Title of one" }),
  ]);
  expect(await states()).toEqual(["Title of one: waiting", "Title of two: waiting", "Title of one: merged"]);
});

test("an item is merged into an article that its source already has here", async () => {
  const feed = await aFeed(db);
  const [subscribed] = await db.select().from(feeds);
  const [article] = await db
    .insert(articles)
    .values({ slug: "old", title: "Old", sourceId: subscribed?.sourceId ?? 0, sourceUrl: "http://articles.test/one/" })
    .returning({ id: articles.id });
  await store(db, feed, [anItem("one"), anItem("two")]);
  expect(await listItems()).toMatchObject([
    { title: "Title of two", state: "waiting", articleId: null },
    { title: "Title of one", state: "merged", articleId: article?.id, duplicateOfId: null },
  ]);
});

test("a later copy of an item that became an article belongs to that article", async () => {
  await store(db, await aFeed(db), [anItem("one")]);
  const articleId = await publish(1);
  await store(db, await aFeed(db), [{ ...anItem("one"), guidKey: "copy" }]);
  expect((await listItems())[1]).toMatchObject({ state: "merged", articleId });
});

test("a feed that lists everything again with new GUIDs brings nothing twice", async () => {
  const feed = await aFeed(db);
  const names = ["one", "two", "three"];
  await store(
    db,
    feed,
    names.map((name) => anItem(name)),
  );
  await store(
    db,
    feed,
    names.map((name) => anItem(name, { guidKey: `new ${name}` })),
  );
  expect((await listItems()).map(({ state }) => state)).toEqual([
    "waiting",
    "waiting",
    "waiting",
    "merged",
    "merged",
    "merged",
  ]);
});

test("a GUID that is reused is another article; a changed address alone is not", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one", { guidKey: "1" })]);
  await store(db, feed, [anItem("other", { guidKey: "1" })]);
  await store(db, feed, [anItem("other", { guidKey: "1" })]);
  await store(db, feed, [anItem("one", { guidKey: "1", url: "https://articles.test/moved" })]);
  expect(await listItems()).toMatchObject([
    { title: "Title of one", state: "waiting" },
    { title: "Title of other", state: "waiting" },
  ]);
});

test("items that all lead to the home page, or to one page, are kept apart", async () => {
  const feed = await aFeed(db);
  const items = ["one", "two"].map((name) => anItem(name, { url: "https://articles.test/" }));
  await store(db, feed, [
    ...items,
    ...["three", "four"].map((name) => anItem(name, { url: "https://articles.test/live#x" })),
  ]);
  await store(db, feed, [anItem("five", { url: "https://articles.test/" })]);
  expect((await listItems()).map(({ state }) => state)).toEqual(Array(5).fill("waiting"));
});

test("an item that is twice in a document is stored once", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one"), anItem("one"), anItem("one", { guidKey: "another", text: "Another text." })]);
  expect(await states()).toEqual(["Title of one: waiting", "Title of one: merged"]);
});

test("blocked words and authors block an item, with the word in its decision", async () => {
  const feed = await aFeed(db, { policy: { blockedWords: "publirédactionnel\nsoldes" } });
  await store(db, feed, [anItem("one", { title: "Les SOLDES d’hiver" }), anItem("two")]);
  expect(await states()).toEqual(["Les SOLDES d’hiver: blocked", "Title of two: waiting"]);
  expect(await db.select().from(feedItemDecisions)).toMatchObject([{ action: "block", detail: { word: "soldes" } }]);
  // Another feed does not block it.
  await store(db, await aFeed(db), [anItem("one", { title: "Les SOLDES d’hiver" })]);
  expect((await states())[2]).toBe("Les SOLDES d’hiver: waiting");
});

test("the policy `publish` enqueues a job for each waiting item, and none for duplicates", async () => {
  const feed = await aFeed(db, { policy: { publication: "publish", blockedWords: "blocked" } });
  await store(db, feed, [
    anItem("one"),
    anItem("two", { title: "blocked" }),
    anItem("three", { url: "https://articles.test/one", title: "Title of one" }),
  ]);
  expect(await jobs(itemPublicationJob.name)).toEqual([1]);
});

test("of many items of a feed, only the first is published before those of another feed", async () => {
  const boss = await openJobs();
  await boss.deleteAllJobs();
  const policy = { publication: "publish" } as const;
  await store(db, await aFeed(db, { policy }), [anItem("one"), anItem("two"), anItem("three")]);
  await store(db, await aFeed(db, { policy }), [anItem("four")]);
  const taken = await boss.fetch<{ item: number }>(itemPublicationJob.name, { batchSize: 2 });
  expect(taken.map(({ data }) => data.item).sort()).toEqual([1, 4]);
});

test("a feed that brings its items one by one is published no more often than one that brings them at once", async () => {
  const boss = await openJobs();
  await boss.deleteAllJobs();
  const policy = { publication: "publish", editPolicy: "apply" } as const;
  const [many, other] = [await aFeed(db, { policy }), await aFeed(db, { policy })];
  for (const name of ["one", "two", "three"]) await store(db, many, [anItem(name)]);
  await store(db, other, [anItem("four")]);
  const fetchTwo = async ({ name }: { name: string }) =>
    (await boss.fetch<{ item: number }>(name, { batchSize: 2 })).map(({ data }) => data.item).sort();
  expect(await fetchTwo(itemPublicationJob)).toEqual([1, 4]);
  for (const id of [1, 2, 3, 4]) await publish(id);
  for (const name of ["one", "two", "three"]) await store(db, many, [anItem(name, { text: `Edited ${name}.` })]);
  await store(db, other, [anItem("four", { text: "Edited four." })]);
  expect(await fetchTwo(itemSourceChangeJob)).toEqual([1, 4]);
  // What cannot be published waits for an editor and has no turn.
  await db.update(feedItems).set({ state: "waiting", refusal: "item.titleMissing" });
  await boss.deleteAllJobs();
  await store(db, many, [anItem("five")]);
  await store(db, other, [anItem("six"), anItem("seven")]);
  expect(await fetchTwo(itemPublicationJob)).toEqual([5, 6]);
});

test("an edit of a waiting item replaces its text, without a version", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one")]);
  expect(await store(db, feed, [anItem("one", { text: "Corrected." })])).toMatchObject({ added: 0, changed: 1 });
  expect(await listItems()).toMatchObject([{ excerpt: "Corrected.", state: "waiting", sourceChange: null }]);
  expect(await db.$count(feedItemVersions)).toBe(0);
});

test("an edit of an item with an article is kept as a version and marked; its return to the published content ends the mark", async () => {
  const feed = await aFeed(db, { policy: { editPolicy: "apply" } });
  await store(db, feed, [anItem("one")]);
  await publish(1);
  await store(db, feed, [anItem("one", { text: "Corrected." })]);
  expect(await listItems()).toMatchObject([{ excerpt: "Corrected.", state: "published", sourceChange: "edited" }]);
  expect(await db.select().from(feedItemVersions)).toMatchObject([{ itemId: 1, excerpt: "The text of one." }]);
  expect(await jobs(itemSourceChangeJob.name)).toEqual([1]);
  await store(db, feed, [anItem("one")]);
  expect(await listItems()).toMatchObject([{ excerpt: "The text of one.", sourceChange: null }]);
});

test("an item that goes back and forth between two contents is left alone after a while", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one")]);
  await publish(1);
  for (let turn = 0; turn < 10; turn += 1)
    await store(db, feed, [anItem("one", turn % 2 === 0 ? { text: "Other." } : {})]);
  expect(await db.$count(feedItemVersions)).toBeLessThanOrEqual(4);
});

test("the versions of an item are bounded, and the latest are kept", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one")]);
  await publish(1);
  for (let turn = 0; turn < maxVersions + 5; turn += 1)
    await store(db, feed, [anItem("one", { text: `Turn ${turn}.` })]);
  const versions = await db.select().from(feedItemVersions).orderBy(asc(feedItemVersions.id));
  expect(versions).toHaveLength(maxVersions);
  expect(versions.at(-1)).toMatchObject({ excerpt: `Turn ${maxVersions + 3}.` });
});

test("an edit does not bring back the text of a skipped or expired item", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one")]);
  await db.update(feedItems).set({ state: "expired", bodyHtml: "", raw: "" });
  await store(db, feed, [anItem("one", { text: "Corrected." })]);
  expect(await listItems()).toMatchObject([
    { bodyHtml: "", raw: "", contentHash: anItem("one", { text: "Corrected." }).contentHash },
  ]);
});

test("a permanent redirect replaces the address; to the address of another feed, it pauses this one and says why", async () => {
  const feed = await aFeed(db);
  await store(db, feed, [anItem("one")], { movedTo: "https://new.test/feed" });
  expect(await db.select().from(feeds)).toMatchObject([
    { url: "https://new.test/feed", urlKey: "new.test/feed", status: "active" },
  ]);
  const other = await aFeed(db, { source: "Autre" });
  await store(db, other, [anItem("one")], { movedTo: "http://www.new.test/feed/" });
  expect(await db.select().from(feeds).where(eq(feeds.id, other))).toMatchObject([{ status: "paused" }]);
  expect(await db.select().from(feedStates).where(eq(feedStates.feedId, other))).toMatchObject([
    { nextAt: null, failure: { code: "sameFeed", detail: "A feed" } },
  ]);
});

test("a feed that is paused while it is fetched is not due again", async () => {
  const feed = await aFeed(db);
  const held = await claim(db, feed);
  await setFeed(db, feed, { status: "paused" });
  await store(db, feed, [anItem("one")], { held });
  expect(await db.select().from(feedStates)).toMatchObject([{ nextAt: null, claim: null }]);
});

test("of equal texts that two processes store at once, exactly one is the first", async () => {
  const others = Array.from({ length: 4 }, () => connect(url, { max: 2 }));
  try {
    for (let round = 0; round < 5; round += 1) {
      const text = `An agency's text of round ${round}.`;
      const ids = [];
      for (const other of others) ids.push({ other, feed: await aFeed(db) });
      await Promise.all(
        ids.map(({ other, feed }, n) =>
          store(other.db, feed, [
            anItem(`${round} ${n}`, { text }),
            anItem(`s${round} ${n}`, { url: `https://s.test/${round}`, title: `s${round}`, text: null }),
          ]),
        ),
      );
    }
    const items = await listItems();
    expect(items).toHaveLength(40);
    expect(items.filter(({ state }) => state === "waiting")).toHaveLength(10);
    const firsts = new Set(items.flatMap(({ id, state }) => (state === "waiting" ? [id] : [])));
    expect(items.every(({ duplicateOfId, state }) => state === "waiting" || firsts.has(duplicateOfId ?? 0))).toBe(true);
  } finally {
    await Promise.all(others.map((other) => other.close()));
  }
});

test("the lock of one process is seen by another", async () => {
  const other = connect(url, { max: 1 });
  try {
    await db.transaction(async (tx) => {
      await lockStoring(tx);
      const [row] = await other.db.execute<{ got: boolean }>(
        sql`select pg_try_advisory_lock(hashtext('feed_items')) as got`,
      );
      expect(row?.got).toBe(false);
    });
  } finally {
    await other.close();
  }
});
