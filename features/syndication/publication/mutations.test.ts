import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { FeedTermMapping } from "#db/schema/syndication.ts";
import { articleSchedules, articles, authors, categories, feedItems, members, sources, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticleContent } from "#features/articles/queries.ts";
import { emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { publishDraft } from "#features/newsroom/drafts/publish.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import { saveDraft } from "#features/newsroom/drafts/save.ts";
import type { Result } from "#lib/result.ts";
import { createArticleFromItem, removeArticleOfItem } from "./mutations.ts";
import { addTestFeed, addTestItem } from "./testing.ts";

const { db, clear } = testDatabase();
const editor = { id: 1, role: "editor" as const };

beforeEach(async () => {
  await clear();
  await db.insert(members).values({ name: "Édith", handle: "edith", role: "editor" });
  await db.insert(categories).values(["Une", "Sécurité"].map((name, n) => ({ slug: `c${n + 1}`, name })));
  await db.insert(authors).values({ handle: "la-redaction", name: "La rédaction" });
});

const valueIn = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

const create = (item: number, as: "draft" | "published", memberId: number | null = 1) =>
  db.transaction((tx) => createArticleFromItem(tx, item, { memberId, as }));
const readItem = async (id: number) => (await db.select().from(feedItems).where(eq(feedItems.id, id)))[0];

describe("createArticleFromItem", () => {
  test.each<[what: string, terms: string[], mappings: FeedTermMapping[], slugs: string[], names: string[]]>([
    ["a mapping before the name", ["Une", "Sécurité"], [{ term: "Une", categoryId: 2, tag: null }], ["c2"], []],
    ["the name before the default", ["SECURITE", "Autre"], [], ["c2"], []],
    ["the slug", ["c2"], [], ["c2"], []],
    ["every name", ["Sécurité", "une"], [], ["c2", "c1"], []],
    ["the default where no name is known", ["Sécurités", "Autre"], [], ["c1"], []],
    [
      "a mapping to a tag alone, and no category of that name",
      ["Sécurité"],
      [{ term: "sécurité", categoryId: null, tag: "Cyber" }],
      ["c1"],
      ["Cyber"],
    ],
    ["tags that exist, and no new ones", ["ia", "PHISHING", "Inconnu"], [], ["c1"], ["IA", "Hameçonnage"]],
  ])("takes categories and tags by %s", async (_what, terms, termMappings, slugs, names) => {
    await db.insert(tags).values([
      { slug: "ia", name: "IA" },
      { slug: "phishing", name: "Hameçonnage" },
    ]);
    const feed = await addTestFeed(db, { categoryId: 1, termMappings });
    const { slug } = valueIn(await create(await addTestItem(db, feed, { terms }), "published"));
    const article = await getArticleContent(db, slug);
    expect(article?.categories.map((category) => category.slug)).toEqual(slugs);
    expect(article?.tags.map(({ name }) => name).sort()).toEqual(names.toSorted());
    expect(await db.$count(tags)).toBe(names.includes("Cyber") ? 3 : 2);
  });

  test("makes an article although the category, byline, picture and member that it names are gone", async () => {
    const feed = await addTestFeed(db, {
      authorId: 1,
      pictures: true,
      categoryId: 1,
      termMappings: [{ term: "Sécurité", categoryId: 999, tag: "Sûreté" }],
    });
    const gone = "0123456789abcdef01234567";
    const pictures = [{ url: "https://le-quotidien.example/a.jpg", alt: "", credit: "", mediaId: gone }];
    const id = await addTestItem(db, feed, { terms: ["Sécurité"], pictures });
    await db.delete(authors);
    await db.update(members).set({ name: "", deletedAt: new Date() });
    const { slug } = valueIn(await create(id, "published"));
    expect(await getArticleContent(db, slug)).toMatchObject({
      picture: null,
      category: null,
      tags: [{ name: "Sûreté" }],
      authors: [],
    });
  });

  test("publishes an extract that names its source, with the mapped category, tag and byline", async () => {
    const feed = await addTestFeed(db, {
      body: "full",
      authorId: 1,
      categoryId: 1,
      termMappings: [{ term: "SECURITE", categoryId: 2, tag: "Sûreté" }],
    });
    const id = await addTestItem(db, feed, { terms: ["Sécurité", "Autre"], title: "L’été" });
    const { articleId, slug } = valueIn(await create(id, "published", null));
    expect(slug).toBe("l-ete");
    const article = await getArticleContent(db, slug);
    expect(article).toMatchObject({
      title: "L’été",
      lead: "Le début d’un texte.",
      bodyHtml: "<p>Premier paragraphe.</p>\n<p>Second paragraphe.</p>",
      category: { slug: "c2" },
      tags: [{ name: "Sûreté" }],
      authors: [{ slug: "la-redaction" }],
      source: { slug: "le-quotidien", articleTitle: "L’été", articleUrl: expect.stringContaining("https://le-quot") },
      syndicated: true,
      canonicalUrl: "",
      publishedAt: new Date("2026-03-19T17:13:16Z"),
    });
    expect(await readItem(id)).toMatchObject({ state: "published", articleId, publishedHash: "hash of L’été" });
    expect(await db.select().from(sources)).toHaveLength(1);
  });

  test("dates what an editor publishes now", async () => {
    const id = await addTestItem(db, await addTestFeed(db));
    const before = Date.now();
    const { slug } = valueIn(await create(id, "published"));
    const article = await getArticleContent(db, slug);
    expect(article?.publishedAt.getTime()).toBeGreaterThanOrEqual(before - 1);
    expect(article).toMatchObject({ lead: "Le début d’un texte.", bodyHtml: "" });
  });

  test("excerpts a source that reserves text and data mining, whatever the policy", async () => {
    const id = await addTestItem(db, await addTestFeed(db, { body: "full" }));
    await db.update(sources).set({ reservation: { isReserved: true, foundIn: "robots.txt", checkedAt: "" } });
    const { slug } = valueIn(await create(id, "published"));
    expect(await getArticleContent(db, slug)).toMatchObject({ bodyHtml: "" });
  });

  test("names the original as canonical if the policy says so, and is then indexed", async () => {
    const id = await addTestItem(db, await addTestFeed(db, { indexing: "canonical" }));
    const { slug } = valueIn(await create(id, "published"));
    const article = await getArticleContent(db, slug);
    expect(article).toMatchObject({ syndicated: false, canonicalUrl: article?.source?.articleUrl });
  });

  test("makes one article of an item at two simultaneous decisions", async () => {
    const id = await addTestItem(db, await addTestFeed(db));
    const made = await Promise.all([create(id, "published"), create(id, "published"), create(id, "draft", null)]);
    expect(new Set(made.map((one) => valueIn(one).articleId)).size).toBe(1);
    expect(await db.select().from(articles)).toMatchObject([{ status: "published" }]);
  });

  test("gives two items of one title two addresses", async () => {
    const feed = await addTestFeed(db);
    const first = await addTestItem(db, feed, { url: "https://a.example/1" });
    const second = await addTestItem(db, feed, { url: "https://a.example/2" });
    expect(valueIn(await create(first, "published")).slug).toBe("un-titre");
    expect(valueIn(await create(second, "published")).slug).toBe("un-titre-2");
  });

  test("keeps the source of the feed although another one has its name", async () => {
    const feed = await addTestFeed(db);
    await db.update(sources).set({ name: "Nom" });
    await db.insert(sources).values({ slug: "aaa", name: "Nom", url: "https://other.example/" });
    const id = await addTestItem(db, feed);
    const { articleId } = valueIn(await create(id, "draft"));
    const draft = await findDraft(db, articleId);
    valueIn(await publishDraft(db, editor, articleId, draft?.version ?? 0));
    const [row] = await db.select({ sourceId: articles.sourceId }).from(articles);
    expect(row).toEqual({ sourceId: 1 });
    expect(await readItem(id)).toMatchObject({ state: "published" });
  });

  test("links merged items to the article, and refuses to make another of them", async () => {
    const first = await addTestItem(db, await addTestFeed(db));
    const merged = await addTestItem(db, await addTestFeed(db, {}, "Le Monde"), {
      url: "https://le-monde.example/1",
      state: "merged",
      duplicateOfId: first,
    });
    const { articleId } = valueIn(await create(first, "draft"));
    expect(await readItem(merged)).toMatchObject({ articleId });
    expect(await create(merged, "draft")).toMatchObject({ code: "item.merged" });
  });

  test.each([
    [{ title: " " }, "item.titleMissing"],
    [{ excerpt: "", bodyHtml: "" }, "item.textMissing"],
    [{ url: "javascript:alert(1)" }, "item.addressMissing"],
  ])("refuses to publish an item with %o, and drafts it", async (item, code) => {
    const id = await addTestItem(db, await addTestFeed(db), item);
    expect(await create(id, "published")).toMatchObject({ code });
    expect(await db.select().from(articles)).toEqual([]);
    expect(valueIn(await create(id, "draft"))).toMatchObject({ slug: "" });
  });
});

describe("removeArticleOfItem", () => {
  const remove = (item: number) => db.transaction((tx) => removeArticleOfItem(tx, item, { memberId: 1 }));

  test("deletes a draft that nobody edited", async () => {
    const id = await addTestItem(db, await addTestFeed(db));
    valueIn(await create(id, "draft"));
    expect(valueIn(await remove(id))).toBeNull();
    expect(await db.select().from(articles)).toEqual([]);
    expect(valueIn(await create(id, "draft"))).toMatchObject({ articleId: 2 });
  });

  test("takes a published article back, which keeps its address when it is published again", async () => {
    const id = await addTestItem(db, await addTestFeed(db));
    const { articleId, slug } = valueIn(await create(id, "published"));
    expect(valueIn(await remove(id))).toBe(articleId);
    expect(await getArticleContent(db, slug)).toBeNull();
    await db.update(feedItems).set({ state: "waiting" });
    expect(valueIn(await create(id, "published"))).toEqual({ articleId, slug, isPending: false });
    expect(await getArticleContent(db, slug)).not.toBeNull();
  });

  test("keeps an article that an editor changed", async () => {
    const id = await addTestItem(db, await addTestFeed(db));
    const { articleId } = valueIn(await create(id, "draft"));
    const content = { ...(await emptyContent(db, 1)), ...(await findDraft(db, articleId))?.content, title: "Autre" };
    valueIn(await saveDraft(db, editor, articleId, content, { version: 1, kind: "save" }));
    expect(await remove(id)).toMatchObject({ code: "item.articleEdited" });
    expect(await db.select().from(articleSchedules)).toEqual([]);
    expect(await db.select().from(articles)).toHaveLength(1);
  });
});
