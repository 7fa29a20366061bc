import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { articleCategories, articleMedia, articles, articleTags, media } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { ensureSource, upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { type ArticleInput, setArticleStatus, upsertArticle } from "./mutations.ts";

const { db, sql, clear, recordedChanges } = testDatabase();
const publishedAt = new Date("2017-03-19T17:13:16.000Z");

beforeEach(clear);

function article(change: Partial<ArticleInput> = {}): ArticleInput {
  return {
    slug: "nuage",
    status: "published",
    title: "Nuage",
    lead: "Deux mots.",
    bodyHtml: "<p>Un corps de six mots ici.</p>",
    publishedAt,
    ...change,
  };
}

test("stores text, word count and listing dates", async () => {
  const categoryId = await upsertCategory(db, { slug: "business", name: "Business" });
  const tagId = await upsertTag(db, { slug: "cloud", name: "Cloud" });
  const authorId = await upsertAuthor(db, { handle: "redac", name: "La rédaction" });
  const { id } = await upsertArticle(
    db,
    article({ categoryIds: [categoryId, categoryId], tagIds: [tagId], authorIds: [authorId] }),
  );
  const [row] = await db.select().from(articles).where(eq(articles.id, id));
  expect(row).toMatchObject({ bodyText: "Un corps de six mots ici.", wordCount: 8, commentCount: 0 });
  expect(await db.select().from(articleCategories)).toEqual([
    { articleId: id, categoryId, position: 0, listedAt: publishedAt },
  ]);
});

test("replaces categories and tags of an article, and keeps its id", async () => {
  const first = await upsertTag(db, { slug: "un", name: "Un" });
  const second = await upsertTag(db, { slug: "deux", name: "Deux" });
  const { id } = await upsertArticle(db, article({ tagIds: [first] }));
  await upsertArticle(db, article({ title: "Autre", status: "draft", tagIds: [second] }), id);
  expect(await db.select().from(articleTags)).toEqual([{ articleId: id, tagId: second, position: 0, listedAt: null }]);
  expect(await db.select({ title: articles.title }).from(articles)).toEqual([{ title: "Autre" }]);
});

test("rejects the replacement of a missing article, and a taken slug", async () => {
  await expect(upsertArticle(db, article(), 99)).rejects.toThrow("no article 99");
  await upsertArticle(db, article());
  await expect(upsertArticle(db, article())).rejects.toThrow();
});

test("removes a withdrawn article from every list and restores it with its date", async () => {
  const tagId = await upsertTag(db, { slug: "un", name: "Un" });
  const { id } = await upsertArticle(db, article({ tagIds: [tagId] }));
  expect(await setArticleStatus(db, [id], "withdrawn")).toBe(1);
  expect(await db.select({ at: articleTags.listedAt }).from(articleTags)).toEqual([{ at: null }]);
  expect(await setArticleStatus(db, [id], "published")).toBe(1);
  expect(await db.select({ at: articleTags.listedAt }).from(articleTags)).toEqual([{ at: publishedAt }]);
  expect(await setArticleStatus(db, [id], "published")).toBe(0);
});

test("records the pictures of a body and ignores unknown ids", async () => {
  const known = "a".repeat(24);
  const unknown = "b".repeat(24);
  await db.insert(media).values({ id: known, format: "jpeg", width: 10, height: 10, bytes: 10 });
  const picture = (name: string) => `<figure><img src="/media/${name}" alt="" width="10" height="10"></figure>`;
  const { id } = await upsertArticle(db, article({ bodyHtml: picture(known) + picture(unknown) + picture(known) }));
  expect(await db.select().from(articleMedia)).toEqual([{ articleId: id, mediaId: known }]);
});

test("finds a source by name, whatever its case", async () => {
  const first = await ensureSource(db, { slug: "zdnet", name: "ZDNet", url: "https://zdnet.example" });
  expect(await ensureSource(db, { slug: "zd-net", name: "zdnet", url: "https://other.example" })).toBe(first);
});

test("announces changes at commit, and nothing after a rollback", async () => {
  const undo = async () => {
    const undone = db.transaction(async (tx) => {
      await upsertArticle(tx, article({ slug: "jamais" }));
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
  };
  expect(await recordedChanges(undo)).toEqual([]);
  const changes = await recordedChanges(() => upsertArticle(db, article({ slug: "paru" })));
  const tags = changes.flatMap((change) => change.tags);
  expect(tags).toEqual(expect.arrayContaining(["articles:slug:paru", "articles:lists"]));
  expect(tags.join()).not.toContain("jamais");
});

test("stores an article with more tags than one statement takes", async () => {
  const count = 17_000;
  const rows = await sql<{ id: number }[]>`
    insert into tags (slug, name) select 't-' || n, 'T ' || n from generate_series(1, ${count}::int) n returning id`;
  const tagIds = rows.map(({ id }) => Number(id));
  await upsertArticle(db, article({ tagIds }));
  const stored = await db.select().from(articleTags).orderBy(articleTags.position);
  expect(stored.map(({ tagId }) => tagId)).toEqual(tagIds);
}, 60_000);
