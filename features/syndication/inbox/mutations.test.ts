import { randomUUID } from "node:crypto";
import { asc, eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { articles, feedItemDecisions, feedItems, feedStates, feeds, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { deleteDraft } from "#features/newsroom/drafts/mutations.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import { findWithdrawalNote } from "#features/newsroom/drafts/withdraw.ts";
import { aFeed, anItem, store } from "../polling/testing.ts";
import { addTestFeed, addTestItem } from "../publication/testing.ts";
import type { ItemChoice } from "./decision-input.ts";
import { decideOnItem } from "./mutations.ts";
import { findBrokenLinks } from "./testing.ts";
import { undoBatch, undoItemDecision } from "./undo.ts";

const { db, clear } = testDatabase();
let editor = 0;
let other = 0;
let feed = 0;
let secondFeed = 0;

beforeEach(async () => {
  await clear();
  const rows = await db
    .insert(members)
    .values([
      { name: "Ada", handle: "ada", role: "editor" },
      { name: "Édith", handle: "edith", role: "editor" },
    ])
    .returning({ id: members.id });
  [editor, other] = rows.map(({ id }) => id) as [number, number];
  feed = await addTestFeed(db);
  secondFeed = await addTestFeed(db, { body: "full" }, "La Gazette");
});

const decide = (itemId: number, choice: ItemChoice, memberId = editor, batchKey: string = randomUUID()) =>
  decideOnItem(db, { itemId, memberId, batchKey, choice });

async function decided(itemId: number, choice: ItemChoice) {
  const result = await decide(itemId, choice);
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

const undo = (decisionId: number) => undoItemDecision(db, { decisionId, memberId: editor });

async function find(id: number) {
  const [row] = await db
    .select({
      state: feedItems.state,
      duplicateOfId: feedItems.duplicateOfId,
      articleId: feedItems.articleId,
      likeness: feedItems.likeness,
      sourceChange: feedItems.sourceChange,
    })
    .from(feedItems)
    .where(eq(feedItems.id, id));
  if (!row) throw new Error(`no item ${id}`);
  return row;
}

const item = (title: string, more: Parameters<typeof addTestItem>[2] = {}, of = feed) =>
  addTestItem(db, of, { title, ...more });

const likeness = { reason: "text" as const, score: 0.97 };
const duplicate = (of: number, title: string, from = secondFeed) =>
  item(title, { state: "merged", duplicateOfId: of, likeness }, from);

const open = { state: "waiting", duplicateOfId: null, articleId: null } as const;

test("publishes an item; its duplicates get the article, and the undo takes it from all of them", async () => {
  const first = await item("Un");
  const second = await duplicate(first, "Un bis");
  const { decision, articleId } = await decided(first, { action: "publish" });
  expect(articleId).not.toBeNull();
  expect(await find(first)).toMatchObject({ state: "published", articleId });
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: first, articleId });
  expect(await undo(decision)).toMatchObject({ ok: true, value: { state: "waiting" } });
  const after = await find(first);
  expect(after).toMatchObject({ state: "waiting", duplicateOfId: null });
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: first, articleId: after.articleId });
  // Published again, the same article is public again.
  expect((await decided(first, { action: "publish" })).articleId).toBe(articleId);
  expect(await db.$count(articles)).toBe(1);
});

test("makes a draft to edit first; the undo deletes it unless it was edited", async () => {
  const first = await item("Un");
  const made = await decided(first, { action: "draft" });
  expect(await find(first)).toMatchObject({ state: "drafted", articleId: made.articleId });
  await undo(made.decision);
  expect(await find(first)).toMatchObject(open);
  expect(await db.$count(articles)).toBe(0);
});

test("skips an item with its duplicates; the undo brings them back together", async () => {
  const first = await item("Un");
  const second = await duplicate(first, "Un bis");
  const { decision } = await decided(first, { action: "skip" });
  expect(await find(first)).toMatchObject({ state: "skipped" });
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: first });
  await undo(decision);
  expect(await find(first)).toMatchObject(open);
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: first, likeness });
});

test("merges an item with its duplicates into another one, never in a chain; the undo restores the group", async () => {
  const first = await item("Un");
  const second = await duplicate(first, "Un bis");
  const target = await item("Deux");
  const merged = await duplicate(target, "Deux bis");
  // Named by one of its duplicates, the first item is meant.
  const { decision } = await decided(first, { action: "merge", into: { item: merged } });
  expect(await find(first)).toMatchObject({ state: "merged", duplicateOfId: target });
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: target });
  const { articleId } = await decided(target, { action: "publish" });
  expect(await find(second)).toMatchObject({ articleId });
  expect(await findBrokenLinks(db)).toEqual([]);
  await undo(decision);
  expect(await find(first)).toMatchObject(open);
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: first, articleId: null });
  expect(await find(merged)).toMatchObject({ state: "merged", duplicateOfId: target, articleId });
});

test("merges an item into an article, which stands for the item that it was made of", async () => {
  const { id: article } = await upsertArticle(db, {
    ...{ slug: "a", status: "published", title: "A", lead: "", bodyHtml: "", publishedAt: new Date() },
  });
  const first = await item("Un");
  const second = await duplicate(first, "Un bis");
  const { decision } = await decided(first, { action: "merge", into: { article } });
  expect(await find(first)).toMatchObject({ state: "merged", duplicateOfId: null, articleId: article });
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: first, articleId: article });
  await undo(decision);
  expect(await find(second)).toMatchObject({ duplicateOfId: first, articleId: null });

  const maker = await item("Deux");
  const made = await decided(maker, { action: "publish" });
  await decided(first, { action: "merge", into: { article: made.articleId ?? 0 } });
  expect(await find(first)).toMatchObject({ state: "merged", duplicateOfId: maker, articleId: made.articleId });
  expect(await find(second)).toMatchObject({ duplicateOfId: maker, articleId: made.articleId });
});

test("refuses to merge an item into itself, its own duplicate, a skipped item, or nothing", async () => {
  const first = await item("Un");
  const second = await duplicate(first, "Un bis");
  const skipped = await item("Deux");
  await decided(skipped, { action: "skip" });
  const codes = [];
  for (const into of [{ item: first }, { item: second }, { item: skipped }, { item: 999 }, { article: 999 }]) {
    const result = await decide(first, { action: "merge", into });
    codes.push(result.ok ? "" : result.code);
  }
  expect(codes).toEqual([
    ...["item.mergeSelf", "item.mergeSelf", "item.mergeTarget", "item.mergeTarget", "item.mergeTarget"],
  ]);
  expect(await find(first)).toMatchObject(open);
});

test("splits a duplicate off; the undo puts it back, also if its first item was merged meanwhile", async () => {
  const first = await item("Un");
  const second = await duplicate(first, "Un bis");
  const { decision } = await decided(second, { action: "split" });
  expect(await find(second)).toMatchObject(open);
  const target = await item("Deux");
  await decided(first, { action: "merge", into: { item: target } });
  await undo(decision);
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: target, likeness });
});

test("does not split off again what was separated when an older merge is undone", async () => {
  const first = await item("Un");
  const second = await duplicate(first, "Un bis");
  const target = await item("Deux");
  const { decision } = await decided(first, { action: "merge", into: { item: target } });
  await decided(second, { action: "split" });
  await decided(second, { action: "merge", into: { item: target } });
  await undo(decision);
  expect(await find(first)).toMatchObject(open);
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: target });
});

test("blocks an author: another feed's duplicate takes the item's place, until the undo", async () => {
  const first = await item("Un", { author: "Jean Spam" });
  const same = await duplicate(first, "Un du même flux", feed);
  const second = await duplicate(first, "Un bis");
  const third = await duplicate(first, "Un ter");
  const { decision } = await decided(first, { action: "block", kind: "author" });
  const policy = async () => (await db.select().from(feeds).where(eq(feeds.id, feed)))[0];
  expect(await policy()).toMatchObject({ blockedAuthors: "Jean Spam", version: 2 });
  expect(await find(first)).toMatchObject({ state: "blocked" });
  expect(await find(same)).toMatchObject({ duplicateOfId: first });
  expect(await find(second)).toMatchObject(open);
  expect(await find(third)).toMatchObject({ duplicateOfId: second });
  await undo(decision);
  expect(await policy()).toMatchObject({ blockedAuthors: "" });
  expect(await find(first)).toMatchObject(open);
  for (const id of [second, third]) expect(await find(id)).toMatchObject({ state: "merged", duplicateOfId: first });
  expect((await find(second)).likeness).toEqual(likeness);
});

test("publishes the duplicate that takes a blocked item's place if its feed publishes", async () => {
  const first = await item("Un", { author: "Jean Spam" });
  const second = await duplicate(first, "Un bis");
  await db.update(feeds).set({ publication: "publish" }).where(eq(feeds.id, secondFeed));
  await decided(first, { action: "block", kind: "author" });
  const jobs = await db.execute(sql`select data from pgboss.job where name = 'feed-item-publication'`);
  expect(jobs).toMatchObject([{ data: { item: second } }]);
});

test("does not undo a block whose duplicate was decided meanwhile", async () => {
  const first = await item("Un", { author: "Jean Spam" });
  const second = await duplicate(first, "Un bis");
  const { decision } = await decided(first, { action: "block", kind: "author" });
  const { decision: skip } = await decided(second, { action: "skip" });
  expect(await undo(decision)).toMatchObject({ ok: false, code: "item.undoPromoted" });
  await undo(skip);
  expect(await undo(decision)).toMatchObject({ ok: true });
});

test("blocks a word of the title, and keeps one that the feed already blocked when that is undone", async () => {
  await db.update(feeds).set({ blockedWords: "Loto" }).where(eq(feeds.id, feed));
  const first = await item("Résultats du loto");
  expect(await decide(first, { action: "block", kind: "word", word: "météo" })).toMatchObject({ ok: false });
  const { decision } = await decided(first, { action: "block", kind: "word", word: "loto" });
  await undo(decision);
  const [policy] = await db.select().from(feeds).where(eq(feeds.id, feed));
  expect(policy?.blockedWords).toBe("Loto");
});

test("pauses a feed, and resumes it by the undo", async () => {
  await db.insert(feedStates).values({ feedId: feed });
  const first = await item("Un");
  const { decision } = await decided(first, { action: "block", kind: "feed" });
  const state = async () => {
    const [row] = await db
      .select({ status: feeds.status, nextAt: feedStates.nextAt })
      .from(feeds)
      .innerJoin(feedStates, eq(feedStates.feedId, feeds.id))
      .where(eq(feeds.id, feed));
    return row;
  };
  expect(await state()).toEqual({ status: "paused", nextAt: null });
  await undo(decision);
  expect(await state()).toMatchObject({ status: "active", nextAt: expect.any(Date) });
});

test("tells the second of two editors who decided and when", async () => {
  const first = await item("Un");
  const both = await Promise.all([
    decide(first, { action: "publish" }, editor),
    decide(first, { action: "skip" }, other),
  ]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  const refusal = both.find(({ ok }) => !ok);
  const winner = both[0]?.ok ? "Ada" : "Édith";
  expect(refusal).toMatchObject({ code: "item.decided", values: { name: winner, by: "member" } });
  expect(await db.$count(feedItemDecisions)).toBe(1);
});

test("decides once for a repeated request, also at the same time", async () => {
  const first = await item("Un");
  const key = randomUUID();
  const all = await Promise.all([1, 2, 3].map(() => decide(first, { action: "publish" }, editor, key)));
  expect(new Set(all.map((result) => result.ok && result.value.decision)).size).toBe(1);
  expect(await db.$count(articles)).toBe(1);
});

test("merges two items into each other at the same time without a chain", async () => {
  const [one, two] = [await item("Un"), await item("Deux")];
  const both = await Promise.all([
    decide(one, { action: "merge", into: { item: two } }),
    decide(two, { action: "merge", into: { item: one } }, other),
  ]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await findBrokenLinks(db)).toEqual([]);
});

test("undoes only the decision in force, and each one once", async () => {
  const first = await item("Un");
  const skip = await decided(first, { action: "skip" });
  await undo(skip.decision);
  const again = await decided(first, { action: "skip" });
  expect(await undo(skip.decision)).toMatchObject({ ok: true });
  expect(await find(first)).toMatchObject({ state: "skipped" });
  await undo(again.decision);
  expect(await undo(again.decision)).toMatchObject({ ok: true });
  expect(await find(first)).toMatchObject(open);
  const actions = await db
    .select({ action: feedItemDecisions.action })
    .from(feedItemDecisions)
    .orderBy(asc(feedItemDecisions.id));
  expect(actions.map(({ action }) => action)).toEqual(["skip", "undo", "skip", "undo"]);
});

test("does not undo a publication whose article an editor changed", async () => {
  const first = await item("Un");
  const { decision, articleId } = await decided(first, { action: "publish" });
  await db
    .update(articles)
    .set({ title: "Autre titre" })
    .where(eq(articles.id, articleId ?? 0));
  expect(await undo(decision)).toMatchObject({ ok: false, code: "item.articleEdited" });
  expect(await find(first)).toMatchObject({ state: "published" });
});

test("ignores a source's change or withdraws the article, and undoes both", async () => {
  const first = await item("Un");
  await decided(first, { action: "publish" });
  await db.update(feedItems).set({ sourceChange: "deleted" }).where(eq(feedItems.id, first));
  for (const [action, status] of [
    ["ignore", "published"],
    ["withdraw", "withdrawn"],
  ] as const) {
    const { decision, articleId } = await decided(first, { action });
    const statusOf = async () =>
      (
        await db
          .select({ status: articles.status })
          .from(articles)
          .where(eq(articles.id, articleId ?? 0))
      )[0]?.status;
    expect(await statusOf()).toBe(status);
    expect(await find(first)).toMatchObject({ sourceChange: null });
    // Readers who come to the address are told why.
    const note = await findWithdrawalNote(db, articleId ?? 0);
    expect(note).toBe(action === "withdraw" ? "Le Quotidien a retiré l’article dont celui-ci est extrait." : "");
    await undo(decision);
    expect(await findWithdrawalNote(db, articleId ?? 0)).toBe("");
    expect(await statusOf()).toBe("published");
    expect(await find(first)).toMatchObject({ sourceChange: "deleted" });
  }
});

test("an item waits again, with what is merged into it, when its draft is deleted in the newsroom", async () => {
  const first = await item("Un");
  const second = await duplicate(first, "Un bis");
  const { decision, articleId } = await decided(first, { action: "draft" });
  const third = await item("Deux");
  await db.update(feedItems).set({ state: "merged", articleId }).where(eq(feedItems.id, third));
  const writer = { id: editor, role: "editor" as const, isOutsideEditor: true as const };
  const draft = await findDraft(db, articleId ?? 0);
  expect(await deleteDraft(db, writer, articleId ?? 0, draft?.version ?? 0)).toMatchObject({ ok: true });
  expect(await find(first)).toMatchObject(open);
  expect(await find(second)).toMatchObject({ state: "merged", duplicateOfId: first, articleId: null });
  expect(await find(third)).toMatchObject(open);
  // It is recorded as the undo of the decision.
  expect(await undo(decision)).toMatchObject({ ok: true, value: { state: "waiting" } });
  expect((await decided(first, { action: "publish" })).articleId).not.toBe(articleId);
});

test("what repeats an item that an editor merged into an article joins it, in no chain", async () => {
  const first = await item("Title of one", { url: "https://articles.test/one", urlKey: "articles.test/one" });
  const made = { status: "published", title: "A", lead: "", bodyHtml: "", publishedAt: new Date() } as const;
  const { id } = await upsertArticle(db, { ...made, slug: "a" });
  await decided(first, { action: "merge", into: { article: id } });
  const polled = await aFeed(db);
  await store(db, polled, [anItem("one")]);
  const [added] = await db.select({ id: feedItems.id }).from(feedItems).where(eq(feedItems.feedId, polled));
  expect(await find(added?.id ?? 0)).toMatchObject({ state: "merged", duplicateOfId: first, articleId: id });
  expect(await findBrokenLinks(db)).toEqual([]);
});

test("a bulk decision decides about what still waits, names what others decided, and is undone by its key", async () => {
  const ids: number[] = [];
  for (let n = 0; n < 10; n += 1) ids.push(await item(`Titre ${n}`));
  for (const id of ids.slice(0, 5)) expect(await decide(id, { action: "skip" }, other)).toMatchObject({ ok: true });
  const key = randomUUID();
  const results = [];
  for (const id of ids) results.push(await decide(id, { action: "publish" }, editor, key));
  expect(results.map((result) => (result.ok ? "done" : `${result.code} ${result.values?.name}`))).toEqual([
    ...Array(5).fill("item.decided Édith"),
    ...Array(5).fill("done"),
  ]);
  const states = async () => Promise.all(ids.map(async (id) => (await find(id)).state));
  expect(await states()).toEqual([...Array(5).fill("skipped"), ...Array(5).fill("published")]);
  // Nobody else's, and nothing of another request.
  expect(await undoBatch(db, { batchKey: key, memberId: other })).toEqual([]);
  const undone = await undoBatch(db, { batchKey: key, memberId: editor });
  expect(undone.map(({ item: id, result }) => [id, result.ok])).toEqual(
    ids
      .slice(5)
      .map((id) => [id, true])
      .reverse(),
  );
  expect(await states()).toEqual([...Array(5).fill("skipped"), ...Array(5).fill("waiting")]);
});

test("publishes and drafts only the content that the editor saw", async () => {
  const id = await item("Avant");
  const [seen] = await db.select({ hash: feedItems.contentHash }).from(feedItems).where(eq(feedItems.id, id));
  await db.update(feedItems).set({ title: "Après", contentHash: "after" }).where(eq(feedItems.id, id));
  const about = (seenHash: string | undefined, action: "publish" | "draft" | "skip") =>
    decideOnItem(db, { itemId: id, memberId: editor, batchKey: randomUUID(), choice: { action }, seenHash });
  expect(await about(seen?.hash, "publish")).toMatchObject({ code: "item.changedMeanwhile" });
  expect(await about(seen?.hash, "draft")).toMatchObject({ code: "item.changedMeanwhile" });
  expect(await find(id)).toMatchObject(open);
  expect(await about("after", "publish")).toMatchObject({ ok: true });
});
