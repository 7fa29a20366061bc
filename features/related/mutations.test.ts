import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { type ArticleInput, setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { rebuildRelated, refreshRelated } from "./mutations.ts";
import { maxStoredRelated } from "./rules.ts";

const { db, clear, queries, recordedChanges } = testDatabase();
beforeEach(clear);

const day = (n: number) => new Date(Date.UTC(2026, 8, n));

/** Writes a published article; tags and the category are created by name as needed. */
async function write(
  slug: string,
  given: Partial<ArticleInput> & { tags?: string[]; category?: string; text?: string } = {},
): Promise<number> {
  const tagIds: number[] = [];
  for (const tag of given.tags ?? []) tagIds.push(await upsertTag(db, { slug: tag, name: tag }));
  const category = given.category && (await upsertCategory(db, { slug: given.category, name: given.category }));
  const { id } = await upsertArticle(db, {
    slug,
    status: "published",
    title: slug,
    lead: "",
    bodyHtml: `<p>${given.text ?? ""}</p>`,
    publishedAt: day(1),
    tagIds,
    categoryIds: category ? [category] : [],
    ...given,
  });
  return id;
}

async function selectionOf(slug: string): Promise<string[]> {
  const rows = await db.execute<{ slug: string }>(sql`
    select o.slug from related_articles r join articles a on a.id = r.article_id join articles o on o.id = r.related_id
    where a.slug = ${slug} order by r.rank`);
  return rows.map((row) => row.slug);
}

async function reasonsOf(slug: string, other: string) {
  const rows = await db.execute<{ reasons: { tags?: string[]; category?: boolean; words?: string[] }; score: number }>(
    sql`
    select r.reasons, r.score from related_articles r join articles a on a.id = r.article_id join articles o on o.id = r.related_id
    where a.slug = ${slug} and o.slug = ${other}`,
  );
  return rows[0];
}

describe("ranking", () => {
  test("ranks a rare shared tag above a common one, and that above a category", async () => {
    const ids = [
      await write("zero", { tags: ["securite", "cloudwatt"], category: "business" }),
      await write("rare", { tags: ["cloudwatt"] }),
      await write("common", { tags: ["securite"] }),
      await write("other", { tags: ["securite"] }),
      await write("same-category", { category: "business" }),
      await write("stranger", { tags: ["recette"], category: "cuisine" }),
    ];
    await refreshRelated(db, ids);
    expect(await selectionOf("zero")).toEqual(["rare", "other", "common", "same-category"]);
    expect(await selectionOf("stranger")).toEqual([]);
    expect((await reasonsOf("zero", "rare"))?.reasons).toEqual({ tags: ["cloudwatt"] });
    expect((await reasonsOf("zero", "same-category"))?.reasons).toEqual({ category: true });
    expect((await reasonsOf("zero", "rare"))?.score).toBe((await reasonsOf("rare", "zero"))?.score);
  });

  test("matches shared words without tags or categories, accents and endings aside", async () => {
    const ids = [
      await write("banques", { text: "Le cheval de Troie Emotet vise les banques européennes." }),
      await write("emotet", { text: "Des élections, et le retour d’Emotet : une banque européenne témoigne." }),
      await write("riens", {
        text: "Après deux témoignages, comment faire avant tout ? Toujours plus, the same with this.",
      }),
      await write("rien", {
        text: "Comment ? Avant, pendant et après : toujours tout faire en deux fois. This is the same.",
      }),
      await write("jardin", { text: "Tailler ses rosiers en automne sans les abîmer." }),
    ];
    await refreshRelated(db, ids);
    expect(await selectionOf("banques")).toEqual(["emotet"]);
    expect((await reasonsOf("banques", "emotet"))?.reasons.words).toContain("emotet");
    expect(await selectionOf("jardin")).toEqual([]);
    expect(await selectionOf("rien")).toEqual([]);
  });

  test("ranks the nearer in time first, then the newer id", async () => {
    const ids = [
      await write("centre", { tags: ["rancongiciel"], publishedAt: day(400) }),
      await write("far", { tags: ["rancongiciel"], publishedAt: day(1) }),
      await write("near", { tags: ["rancongiciel"], publishedAt: day(380) }),
      await write("twin-a", { tags: ["rancongiciel"], publishedAt: day(200) }),
      await write("twin-b", { tags: ["rancongiciel"], publishedAt: day(200) }),
      await write("long-ago", { tags: ["rancongiciel"], publishedAt: new Date(0) }),
      await write("autre", { tags: ["phishing"], publishedAt: day(400) }),
    ];
    await refreshRelated(db, ids);
    expect(await selectionOf("centre")).toEqual(["near", "twin-b", "twin-a", "far", "long-ago"]);
  });

  test("stores as many as the setting may ask for", async () => {
    const ids: number[] = [];
    for (let n = 0; n < maxStoredRelated + 4; n += 1)
      ids.push(await write(`n-${n}`, { tags: ["virus"], publishedAt: day(n + 1) }));
    await refreshRelated(db, ids);
    expect(await selectionOf("n-0")).toEqual(Array.from({ length: maxStoredRelated }, (_, n) => `n-${n + 1}`));
    expect(await selectionOf("n-4")).toHaveLength(maxStoredRelated);
  });
});

describe("refresh", () => {
  test("relates published articles only", async () => {
    const ids = [
      await write("shown", { tags: ["vpn"] }),
      await write("draft", { tags: ["vpn"], status: "draft" }),
      await write("later", { tags: ["vpn"], status: "scheduled" }),
      await write("gone", { tags: ["vpn"], status: "withdrawn" }),
    ];
    await refreshRelated(db, ids);
    expect(await db.execute(sql`select 1 from related_articles`)).toHaveLength(0);
  });

  test("adds a published article to older lists, and replaces a withdrawn one", async () => {
    const ids: number[] = [];
    for (let n = 0; n < maxStoredRelated + 2; n += 1)
      ids.push(await write(`n-${n}`, { tags: ["virus"], publishedAt: day(n + 1) }));
    await refreshRelated(db, ids);
    const fresh = await write("fresh", { tags: ["virus"], publishedAt: day(2) });
    await refreshRelated(db, [fresh]);
    expect((await selectionOf("n-0")).slice(0, 3)).toEqual(["fresh", "n-1", "n-2"]);
    expect(await selectionOf("n-0")).toHaveLength(maxStoredRelated);

    await setArticleStatus(db, [fresh], "withdrawn");
    await refreshRelated(db, [fresh]);
    expect(await selectionOf("n-0")).toEqual(Array.from({ length: maxStoredRelated }, (_, n) => `n-${n + 1}`));
    expect(await selectionOf("fresh")).toEqual([]);
    expect(await db.execute(sql`select 1 from article_keywords where article_id = ${fresh}`)).toHaveLength(0);
  });

  test("moves an edited article to other selections", async () => {
    const ids = [
      await write("a", { tags: ["android"] }),
      await write("i", { tags: ["ios"] }),
      await write("moves", { tags: ["android"] }),
      await write("autre", {}),
    ];
    await refreshRelated(db, ids);
    expect(await selectionOf("a")).toEqual(["moves"]);
    const ios = await upsertTag(db, { slug: "ios", name: "ios" });
    await upsertArticle(
      db,
      {
        slug: "moves",
        status: "published",
        title: "moves",
        lead: "",
        bodyHtml: "",
        publishedAt: day(1),
        tagIds: [ios],
      },
      ids[2],
    );
    await refreshRelated(db, [ids[2] ?? 0]);
    expect(await selectionOf("a")).toEqual([]);
    expect(await selectionOf("i")).toEqual(["moves"]);
  });

  test("announces the articles whose shown list changed, once, and nothing otherwise", async () => {
    const a = await write("a", { tags: ["vpn"] });
    const b = await write("b", { tags: ["vpn"] });
    const stranger = await write("c", {});
    const tagsOf = async (ids: number[]) =>
      (await recordedChanges(() => refreshRelated(db, ids))).flatMap(({ tags }) => tags);
    expect((await tagsOf([b, stranger])).sort()).toEqual([`related:article:${a}`, `related:article:${b}`]);
    expect(await tagsOf([a, b, stranger])).toEqual([]);
  });

  test("gives the same result when rebuilt as article by article", async () => {
    const ids: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const id = await write(`n-${n}`, {
        tags: [`t-${n % 3}`, `u-${n % 5}`],
        category: `c-${n % 2}`,
        text: `mot${"abcdefg"[n % 7]} commun ${"xyz"[n % 3]}avier`,
        publishedAt: day(n * 9),
      });
      ids.push(id);
    }
    await refreshRelated(db, ids);
    const shown = () =>
      db.execute(sql`select article_id, related_id, rank, score, reasons from related_articles order by 1, 3`);
    const before = await shown();
    expect(before.length).toBe(20 * maxStoredRelated);
    await db.execute(sql`truncate related_articles, article_keywords`);
    const steps: number[] = [];
    await write("brouillon", { status: "draft", publishedAt: null });
    const rebuilt = await rebuildRelated(db, (done, total) => steps.push(done / total));
    expect(rebuilt.articles).toBe(before.length / maxStoredRelated);
    expect(await shown()).toEqual(before);
    expect(steps.at(-1)).toBe(1);
  });
});

test("takes the same number of statements for one article and for forty", async () => {
  const ids: number[] = [];
  for (let n = 0; n < 40; n += 1) ids.push(await write(`n-${n}`, { tags: ["virus"], publishedAt: day(n + 1) }));
  await refreshRelated(db, ids);
  const one = await queries(() => refreshRelated(db, ids.slice(0, 1)));
  const many = await queries(() => refreshRelated(db, ids));
  expect(one.statements.length).toBeGreaterThan(3);
  // Forty are all articles, so no other article needs a refresh: two statements less.
  expect(many.statements.length).toBeLessThanOrEqual(one.statements.length);
});
