import { beforeEach, describe, expect, test } from "vitest";
import { categories, newsletterIssueItems, newsletterIssues, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { buildSnapshot } from "./snapshot.ts";
import { aTopic } from "./testing.ts";

const { db, queries, clear } = testDatabase();
beforeEach(clear);

async function category(slug: string, parentId?: number): Promise<number> {
  const [row] = await db.insert(categories).values({ slug, name: slug, parentId }).returning({ id: categories.id });
  return row?.id ?? 0;
}

async function issue(articleIds: number[], more: Partial<typeof newsletterIssues.$inferInsert> = {}): Promise<number> {
  const [row] = await db
    .insert(newsletterIssues)
    .values({ slug: "alerte", kind: "alert", subject: "Sujet", ...more })
    .returning({ id: newsletterIssues.id });
  const issueId = row?.id ?? 0;
  for (const [position, articleId] of articleIds.entries())
    await db.insert(newsletterIssueItems).values({ issueId, articleId, position });
  return issueId;
}

async function snapshotOf(issueId: number) {
  const built = await buildSnapshot(db, issueId);
  if (!built.ok) throw new Error(built.code);
  return built.value;
}

describe("the topics of an article", () => {
  test("are those of its categories, of the categories above them and of its tags, and those without either", async () => {
    const parent = await category("securite");
    const child = await category("failles", parent);
    const below = await category("zero-day", child);
    const [tag] = await db.insert(tags).values({ slug: "php", name: "PHP" }).returning({ id: tags.id });
    const tagId = tag?.id ?? 0;
    const byParent = await aTopic(db, "a", { categoryIds: [parent] });
    const byChild = await aTopic(db, "bb", { categoryIds: [child] });
    const byTag = await aTopic(db, "ccc", { tagIds: [tagId] });
    const all = await aTopic(db, "dddd");
    const first = await anArticle(db, "un", { categoryIds: [below], tagIds: [tagId] });
    const second = await anArticle(db, "deux", { categoryIds: [parent] });
    const third = await anArticle(db, "trois");
    const { articles, topics } = await snapshotOf(await issue([third, first, second]));
    expect(articles.map(({ slug, topicIds }) => [slug, topicIds])).toEqual([
      ["trois", [all]],
      ["un", [byParent, byChild, byTag, all]],
      ["deux", [byParent, all]],
    ]);
    expect(topics.map(({ id }) => id)).toEqual([byParent, byChild, byTag, all]);
  });

  test("come before those that have every article, whatever the order of the topics", async () => {
    const failles = await category("failles");
    const all = await aTopic(db, "Tout");
    const chosen = await aTopic(db, "Failles", { categoryIds: [failles] });
    const first = await anArticle(db, "un", { categoryIds: [failles] });
    const { topics } = await snapshotOf(await issue([first, await anArticle(db, "deux")]));
    expect(topics.map(({ id }) => id)).toEqual([chosen, all]);
  });

  test("are only the issue's own, if it is restricted to one", async () => {
    const failles = await category("failles");
    const chosen = await aTopic(db, "Failles", { categoryIds: [failles] });
    await aTopic(db, "Tout");
    const inside = await anArticle(db, "un", { categoryIds: [failles] });
    const outside = await anArticle(db, "deux");
    const { articles, topics } = await snapshotOf(await issue([outside, inside], { topicId: chosen }));
    expect(topics).toEqual([{ id: chosen, name: "Failles" }]);
    expect(articles).toMatchObject([{ slug: "un", topicIds: [chosen] }]);
  });
});

test("contains published articles only, each with its blurb or its lead", async () => {
  await aTopic(db, "Tout");
  const [one, two, three] = [
    await anArticle(db, "un", { lead: "Le chapeau." }),
    await anArticle(db, "deux"),
    await anArticle(db, "trois", { lead: "Le chapeau." }),
  ];
  const issueId = await issue([one, two], { introduction: "**Gras** <script>x</script>" });
  await db.insert(newsletterIssueItems).values({ issueId, articleId: three, position: 5, text: "Nos mots." });
  await setArticleStatus(db, [two], "withdrawn");
  const { articles, introductionHtml } = await snapshotOf(issueId);
  expect(articles.map(({ text }) => text)).toEqual(["Le chapeau.", "Nos mots."]);
  expect(introductionHtml).toBe(
    "<p><strong>Gras</strong> &#x3C;script>x&#x3C;/script></p>".replaceAll("&#x3C;", "&lt;"),
  );
});

test("is refused without a subject, without a published article, and for an unknown issue", async () => {
  await aTopic(db, "Tout");
  const draft = await anArticle(db, "brouillon", { status: "draft", publishedAt: null });
  expect(await buildSnapshot(db, 999)).toMatchObject({ code: "issue.gone" });
  expect(await buildSnapshot(db, await issue([draft]))).toMatchObject({ code: "issue.noArticle" });
  const article = await anArticle(db, "un");
  expect(await buildSnapshot(db, await issue([article], { slug: "x", subject: " " }))).toMatchObject({
    code: "issue.noSubject",
  });
});

test("takes a fixed number of statements, however many articles there are", async () => {
  await aTopic(db, "Tout");
  const counts: number[] = [];
  for (const [round, size] of [1, 6].entries()) {
    const ids = [];
    for (let n = 0; n < size; n += 1) ids.push(await anArticle(db, `article-${round}-${n}`));
    const issueId = await issue(ids, { slug: `numero-${round}` });
    const { statements } = await queries(() => buildSnapshot(db, issueId));
    counts.push(statements.length);
  }
  expect(counts[0]).toBe(counts[1]);
});
