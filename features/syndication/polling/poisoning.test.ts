import { asc, eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { feedItemDecisions, feedItems, feedStates } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";
import { listDecidedItems } from "../inbox/decision-list.ts";
import { decideOnItem } from "../inbox/mutations.ts";
import { undoItemDecision } from "../inbox/undo.ts";
import { sketchText } from "../likeness/sketch.ts";
import { convertFeed } from "./convert-feed.ts";
import { recordFault } from "./poll-feed.ts";
import { maxRestored } from "./restore-bands.ts";
import { aFeed, anItem, claim, store } from "./testing.ts";

// What a hostile feed may do to the news of others: it names their addresses before they do, or copies their texts.

const { db, clear } = testDatabase();
beforeEach(clear);

const own = { url: "https://victim.test/rss", source: "Victim" };
const aVictim = (policy = {}) => aFeed(db, { ...own, policy });
const news = (changes: Parameters<typeof anItem>[1] = {}) =>
  anItem("news", { url: "https://victim.test/news", ...changes });
const junk = (changes: Parameters<typeof anItem>[1] = {}) =>
  anItem("junk", {
    url: "https://www.victim.test/news?utm_source=x",
    title: "Buy now",
    text: "Buy this now.",
    ...changes,
  });
const listItems = () => db.select().from(feedItems).orderBy(asc(feedItems.id));

test("an address that another feed named first waits for its own source, which takes the place", async () => {
  await store(db, await aFeed(db), [junk()]);
  await store(db, await aFeed(db), [anItem("second", { ...junk(), guidKey: "second" })]);
  const stored = await store(db, await aVictim({ publication: "publish" }), [news()]);
  expect(stored).toMatchObject({ added: 1, merged: 0 });
  const [first, second, third] = await listItems();
  expect(third).toMatchObject({ title: "Title of news", state: "waiting", duplicateOfId: null });
  expect([first, second]).toMatchObject([
    { state: "merged", duplicateOfId: third?.id, likeness: { reason: "address" } },
    { state: "merged", duplicateOfId: third?.id },
  ]);
  const jobs = await db.execute(sql`select data from pgboss.job where name = 'feed-item-publication'`);
  expect(jobs).toMatchObject([{ data: { item: third?.id } }]);
});

test.each(["skipped", "expired", "published"] as const)(
  "what an editor did with a foreign item (%s) hides no other news at that address",
  async (state) => {
    await store(db, await aFeed(db), [junk()]);
    await db.update(feedItems).set({ state });
    expect(await store(db, await aVictim(), [news()])).toMatchObject({ added: 1, merged: 0 });
    expect((await listItems())[0]).toMatchObject({ state, duplicateOfId: null });
  },
);

const skipFirst = () => db.update(feedItems).set({ state: "skipped" }).where(eq(feedItems.id, 1));
const text = "A dispatch.";

test.each([
  ["no address", { url: "", urlKey: "" }],
  ["the address of the original", { url: "https://victim.test/news" }],
  ["an address elsewhere", { url: "https://elsewhere.test/1" }],
])("a skipped copy with %s does not keep another source's text out of the inbox", async (_, changes) => {
  await store(db, await aFeed(db), [anItem("copy", { text, ...changes })]);
  // Another copy is merged into it; nothing is merged through that one.
  await store(db, await aFeed(db), [anItem("again", { text, ...changes })]);
  await skipFirst();
  expect(await store(db, await aVictim(), [news({ text })])).toMatchObject({ added: 1, merged: 0 });
  // Later copies follow the one that waits.
  expect(await store(db, await aFeed(db), [anItem("third", { text })])).toMatchObject({ merged: 1 });
  expect((await listItems()).at(-1)).toMatchObject({ duplicateOfId: 3 });
});

test("a text on its own host waits although a copy on a related host was skipped", async () => {
  await store(db, await aFeed(db, { url: "https://evil.host.test/rss" }), [
    anItem("copy", { text, url: "https://host.test/1" }),
  ]);
  await skipFirst();
  expect(await store(db, await aVictim(), [news({ text })])).toMatchObject({ added: 1 });
});

test("a text that was skipped at its own site stays out of the inbox, whoever repeats it", async () => {
  await store(db, await aVictim(), [news({ text })]);
  await skipFirst();
  expect(await store(db, await aFeed(db), [anItem("copy", { text })])).toMatchObject({ added: 0, merged: 1 });
  const other = await aFeed(db, { url: "https://other.test/rss", source: "Other" });
  const again = anItem("own", { text, url: "https://other.test/1" });
  expect(await store(db, other, [again])).toMatchObject({ added: 0, merged: 1 });
  // Editors find both among the decisions, and let one wait.
  const list = async () => (await listDecidedItems(db, { tab: "decided", scope: "duplicatesOfSkipped" })).rows;
  expect(await list()).toMatchObject([
    { itemId: 3, first: { title: "Title of news", isSkipped: true }, isInForce: true },
    { itemId: 2, first: { title: "Title of news", isSkipped: true }, isInForce: true },
  ]);
  await decideOnItem(db, { itemId: 3, memberId: 1, batchKey: "key-of-the-form", choice: { action: "split" } });
  expect(await list()).toMatchObject([{ itemId: 2 }]);
  expect((await listItems()).map(({ state }) => state)).toEqual(["skipped", "merged", "waiting"]);
});

test("a foreign item that repeats another text draws nothing into that", async () => {
  const hostile = await aFeed(db);
  await store(db, hostile, [anItem("own", { text: "Junk." })]);
  await store(db, await aFeed(db), [junk({ text: "Junk." })]);
  expect((await listItems()).map(({ state }) => state)).toEqual(["waiting", "merged"]);
  expect(await store(db, await aVictim(), [news()])).toMatchObject({ added: 1, merged: 0 });
});

test("two sources of one host are told apart by title and text", async () => {
  await store(db, await aFeed(db, { url: "https://victim.test/@evil/rss" }), [junk()]);
  expect(await store(db, await aVictim(), [news()])).toMatchObject({ added: 1, merged: 0 });
  await store(db, await aFeed(db, { url: "https://victim.test/@tag/rss" }), [{ ...news(), guidKey: "tag" }]);
  expect((await listItems()).map(({ state }) => state)).toEqual(["waiting", "waiting", "merged"]);
});

test("an aggregator's feed within a source cannot claim the source's addresses", async () => {
  const aggregator = await aFeed(db, { url: "https://aggregator.test/rss", source: "Victim" });
  await store(db, aggregator, [junk()]);
  expect(await store(db, await aVictim(), [news()])).toMatchObject({ added: 1, merged: 0 });
  expect((await listItems())[0]).toMatchObject({ state: "merged", duplicateOfId: 2 });
  // Of the source's own site, another feed is trusted whatever it says, as with a title that was shortened.
  const section = await aFeed(db, { url: "https://www.victim.test/section/rss", source: "Victim" });
  expect(await store(db, section, [junk({ guidKey: "section" })])).toMatchObject({ added: 0, merged: 1 });
});

test("a text that a policy publishes does not wait for a decision about another feed's copy", async () => {
  const text = "A text that was copied within a second.";
  await store(db, await aFeed(db), [anItem("copy", { text })]);
  expect(await store(db, await aVictim({ publication: "publish" }), [news({ text })])).toMatchObject({ added: 1 });
  const [copy, original] = await listItems();
  expect(original).toMatchObject({ state: "waiting", duplicateOfId: null });
  expect(copy).toMatchObject({ state: "merged", duplicateOfId: original?.id, likeness: { reason: "text" } });
  // A third feed finds the original only.
  await store(db, await aFeed(db), [anItem("third", { text })]);
  expect((await listItems()).at(-1)).toMatchObject({ state: "merged", duplicateOfId: original?.id });
});

test("an edit brings no blocked word past the policy, neither into the inbox nor into an article", async () => {
  const feed = await aFeed(db, { policy: { blockedWords: "casino", editPolicy: "apply" } });
  await store(db, feed, [anItem("one"), anItem("two")]);
  await db.update(feedItems).set({ state: "published", publishedHash: "as published" }).where(eq(feedItems.id, 2));
  await store(db, feed, [
    anItem("one", { title: "Casino", text: "Bet." }),
    anItem("two", { title: "Casino", text: "Bet more.", url: "https://articles.test/two" }),
  ]);
  expect(await listItems()).toMatchObject([{ state: "blocked" }, { state: "published", sourceChange: "edited" }]);
  expect(await db.select().from(feedItemDecisions)).toMatchObject([{ itemId: 1, action: "block" }]);
  expect(await db.execute(sql`select 1 from pgboss.job where name = 'feed-item-source-change'`)).toHaveLength(0);
});

test("a first item that its policy blocks after an edit gives its place to the others", async () => {
  const text = "An agency's text.";
  const hostile = await aFeed(db, { policy: { blockedWords: "casino" } });
  await store(db, hostile, [anItem("one", { text })]);
  await store(db, await aVictim({ publication: "draft" }), [news({ text })]);
  await store(db, await aFeed(db), [anItem("third", { text })]);
  await store(db, hostile, [anItem("one", { text: "Casino." })]);
  expect(await listItems()).toMatchObject([
    { state: "blocked" },
    { state: "waiting", duplicateOfId: null, likeness: null },
    { state: "merged", duplicateOfId: 2 },
  ]);
});

test("later copies are merged into the promoted item, and a separated one can be found again", async () => {
  const words = Array.from({ length: 120 }, (_, n) => `mot${n * n}`).join(" ");
  const itemOf = (name: string, more: Partial<ItemContent> = {}) => {
    const { sketch = null, bands = null } = sketchText(`Title of ${name}`, words) ?? {};
    return anItem(name, { bodyHtml: `<p>${words}</p>`, sketch, bands, ...more });
  };
  const hostile = await aFeed(db, { policy: { blockedWords: "casino" } });
  await store(db, hostile, [itemOf("one")]);
  await store(db, await aFeed(db), [itemOf("two")]);
  await store(db, hostile, [anItem("one", { text: "Casino." })]);
  await store(db, await aFeed(db), [itemOf("three")]);
  expect(await listItems()).toMatchObject([
    { state: "blocked" },
    { state: "waiting", bands: itemOf("two").bands },
    { state: "merged", duplicateOfId: 2, bands: null },
  ]);
  await decideOnItem(db, { itemId: 3, memberId: 1, batchKey: "key-of-the-form", choice: { action: "split" } });
  expect((await listItems())[2]).toMatchObject({ state: "waiting", bands: itemOf("three").bands });
});

test("blocked items take no place among the texts that new ones are compared with, until the block is undone", async () => {
  const words = Array.from({ length: 120 }, (_, n) => `mot${n * n}`).join(" ");
  const { sketch = null, bands = null } = sketchText("Title of one", words) ?? {};
  const item = { bodyHtml: `<p>${words}</p>`, sketch, bands };
  const feed = await aFeed(db, { policy: { blockedWords: "casino" } });
  await store(db, feed, [anItem("one", item), anItem("casino", { ...item, title: "Casino" })]);
  const choice = { action: "block", kind: "word", word: "one" } as const;
  const blocked = await decideOnItem(db, { itemId: 1, memberId: 1, batchKey: "key-of-the-form", choice });
  const closed = { state: "blocked", bands: null };
  expect(await listItems()).toMatchObject([closed, closed]);
  await undoItemDecision(db, { decisionId: blocked.ok ? blocked.value.decision : 0, memberId: 1 });
  expect(await listItems()).toMatchObject([{ state: "waiting", bands }, closed]);
});

test("if a feed hides many of its items at once, the bands of a limited number of duplicates are computed", async () => {
  const words = (n: number) => Array.from({ length: 60 }, (_, at) => `mot${n}x${at * at}`).join(" ");
  const numbers = Array.from({ length: maxRestored + 10 }, (_, n) => n);
  const [hostile, other] = [await aFeed(db, { policy: { blockedWords: "casino" } }), await aFeed(db)];
  const copy = (feed: string) => (n: number) =>
    anItem(`${feed} ${n}`, { text: `Text ${n}.`, bodyHtml: `<p>${words(n)}</p>` });
  await store(db, hostile, numbers.map(copy("one")));
  await store(db, other, numbers.map(copy("two")));
  const edited = numbers.map((n) => anItem(`one ${n}`, { text: "Casino." }));
  await store(db, hostile, edited);
  const released = (await listItems()).filter(({ feedId, state }) => feedId === other && state === "waiting");
  expect(released).toHaveLength(numbers.length);
  expect(released.filter(({ bands }) => bands !== null)).toHaveLength(maxRestored);
});

test("a document that no database takes fails its feed only, which is tried less and less often", async () => {
  const emoji = "\u{1f600}\u200d".repeat(400);
  const content = convertFeed({
    body: Buffer.from(`<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>A</title><item><guid>1</guid>
      <title>${emoji}</title><pubDate>${emoji}</pubDate><category>${emoji}</category>
      <media:content url="https://a.test/1.jpg"><media:description>x${emoji}</media:description><media:credit>x${emoji}</media:credit>
      </media:content><description><![CDATA[<p>${emoji}</p><figure><img src="/2.jpg" alt="x${emoji}"><figcaption>${emoji}</figcaption>
      </figure>]]></description></item></channel></rss>`),
    ...{ url: "https://a.test/feed", contentType: "", language: "", fetchedAt: Date.now() },
  });
  if (!content.ok) throw new Error("The document was not read.");
  const feed = await aFeed(db);
  expect(await store(db, feed, content.feed.items)).toMatchObject({ added: 1 });
  const held = await claim(db, feed);
  await expect(store(db, feed, [anItem("bad", { publishedAt: new Date(Number.NaN) })], { held })).rejects.toThrow();
  expect(await recordFault(db, held)).toMatchObject({ kind: "failed", failure: { code: "other" } });
  expect(await db.select().from(feedStates)).toMatchObject([{ claim: null, failures: 1, failure: { code: "other" } }]);
});

test("an item that was merged by its address leads nowhere else after an edit", async () => {
  await store(db, await aVictim(), [news()]);
  const hostile = await aFeed(db);
  await store(db, hostile, [junk()]);
  await store(db, hostile, [junk({ url: "https://elsewhere.test/", text: "Other.", urlKey: "elsewhere.test/x" })]);
  expect((await listItems())[1]).toMatchObject({ state: "merged", urlKey: "victim.test/news", excerpt: "Other." });
});

test("a feed changes no item of another feed, whatever GUID it names", async () => {
  await store(db, await aVictim(), [news()]);
  const [before] = await listItems();
  const hostile = await aFeed(db);
  await store(db, hostile, [news({ title: "Changed", text: "Changed." })]);
  await store(db, hostile, []);
  const [after] = await db
    .select()
    .from(feedItems)
    .where(eq(feedItems.id, before?.id ?? 0));
  expect(after).toEqual(before);
});
