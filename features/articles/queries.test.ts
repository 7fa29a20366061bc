import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { ensureSource, upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { upsertArticle } from "./mutations.ts";
import * as queries from "./queries.ts";
import { maxCountedArticles } from "./rules.ts";

const { db, queries: counted, sql } = testDatabase();
const at = (day: number) => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000);
const slugs = (cards: { slug: string }[]) => cards.map(({ slug }) => slug);

let category = 0;
let other = 0;
let tag = 0;
let author = 0;
let source = 0;
const ids: Record<string, number> = {};

beforeAll(async () => {
  category = await upsertCategory(db, { slug: "securite", name: "Sécurité" });
  other = await upsertCategory(db, { slug: "spam", name: "Spam" });
  tag = await upsertTag(db, { slug: "cloud", name: "Cloud" });
  author = await upsertAuthor(db, { handle: "redac", name: "La rédaction" });
  source = await ensureSource(db, { slug: "zdnet", name: "ZDNet", url: "https://zdnet.example" });
  const picture = "0123456789abcdef01234567";
  await sql`insert into media (id, format, width, height, bytes, alt, caption) values (${picture}, 'jpeg', 1600, 900, 1, 'Alt', 'De la photothèque')`;
  for (let n = 1; n <= 45; n += 1) {
    const rated =
      n === 1
        ? { legacyRatingCount: 1, legacyRatingSum: 5 }
        : n === 2
          ? { legacyRatingCount: 40, legacyRatingSum: 192 }
          : {};
    const { id } = await upsertArticle(db, {
      slug: `a${n}`,
      status: n === 45 ? "draft" : "published",
      title: `Titre ${n}`,
      lead: "",
      bodyHtml: "<p>Texte.</p>",
      publishedAt: at(n),
      categoryIds: n % 2 === 0 ? [category, other] : [other],
      tagIds: [tag],
      authorIds: [author],
      leadMediaId: n === 2 ? picture : null,
      source: n === 3 ? { id: source, title: "L’original", url: "https://zdnet.example/x", syndicated: true } : null,
      ...rated,
    });
    ids[`a${n}`] = id;
  }
});

describe("getArticleContent", () => {
  test("reads an article in one query", async () => {
    const { result, statements } = await counted(() => queries.getArticleContent(db, "a2"));
    expect(statements).toHaveLength(1);
    expect(result).toMatchObject({
      slug: "a2",
      publishedAt: at(2),
      category: { slug: "securite", name: "Sécurité" },
      categories: [{ slug: "securite" }, { slug: "spam" }],
      tags: [{ slug: "cloud", name: "Cloud" }],
      author: { slug: "redac", name: "La rédaction" },
      picture: {
        id: "0123456789abcdef01234567",
        width: 1600,
        height: 900,
        alt: "Alt",
        revision: 0,
        focusX: 50,
        focusY: 50,
      },
      pictures: [],
      leadCaption: "De la photothèque",
      source: null,
      authors: [{ slug: "redac", name: "La rédaction", articles: 44 }],
      isInStory: false,
    });
  });

  test("reads the counts apart from the content", async () => {
    expect(await queries.getArticleCounts(db, ids.a2 ?? 0)).toEqual({
      ratings: { count: 40, sum: 192, legacy: 40 },
      commentCount: 0,
      stars: [0, 0, 0, 0, 0],
    });
  });

  test("names the source of an extract", async () => {
    expect(await queries.getArticleContent(db, "a3")).toMatchObject({
      syndicated: true,
      picture: null,
      source: { slug: "zdnet", name: "ZDNet", articleTitle: "L’original", articleUrl: "https://zdnet.example/x" },
    });
  });

  test("returns no draft", async () => {
    expect(await queries.getArticleContent(db, "a45")).toBeNull();
    expect(await queries.getArticleContent(db, "unknown")).toBeNull();
  });
});

describe("listArticles", () => {
  test.each(["all", "category", "tag", "author", "source"] as const)(
    "of %s: one query whatever its length",
    async (kind) => {
      const id = { all: 0, category, tag, author, source }[kind];
      const scope = kind === "all" ? ({ kind } as const) : { kind, id };
      const { statements } = await counted(() => queries.listArticles(db, scope, 1));
      expect(statements).toHaveLength(1);
    },
  );

  test("lists newest first, by page, without drafts", async () => {
    expect(slugs(await queries.listArticles(db, { kind: "all" }, 1, 3))).toEqual(["a44", "a43", "a42"]);
    expect(slugs(await queries.listArticles(db, { kind: "all" }, 15, 3))).toEqual(["a2", "a1"]);
    expect(await queries.listArticles(db, { kind: "all" }, 16, 3)).toEqual([]);
    expect(slugs(await queries.listArticles(db, { kind: "category", id: category }, 2, 20))).toEqual(["a4", "a2"]);
    expect(slugs(await queries.listArticles(db, { kind: "source", id: source }))).toEqual(["a3"]);
  });

  test("counts what it lists", async () => {
    expect(await queries.countArticles(db, { kind: "all" })).toBe(44);
    expect(await queries.countArticles(db, { kind: "category", id: category })).toBe(22);
    expect(await queries.countArticles(db, { kind: "tag", id: tag })).toBe(44);
    expect(await queries.countArticles(db, { kind: "author", id: author })).toBe(44);
    expect(await queries.countArticles(db, { kind: "source", id: source })).toBe(1);
    expect(await queries.countArticles(db, { kind: "tag", id: 999 })).toBe(0);
  });

  test("scans an index and never sorts a whole category", async () => {
    await sql`analyze`;
    const { statements } = await counted(() => queries.listArticles(db, { kind: "category", id: category }, 1, 5));
    const plan = await sql.begin(async (tx) => {
      // PostgreSQL would scan a table of 45 rows; the test needs the plan for a large one.
      await tx`set local enable_seqscan = off`;
      return tx.unsafe(`explain ${statements[0]}`, [category, 5]);
    });
    expect(JSON.stringify(plan)).toContain("article_categories_listed_idx");
  });

  test("keeps the order of ids for cards and leaves drafts out", async () => {
    const wanted = [ids.a45, ids.a2, ids.a44].map(Number);
    expect(slugs(await queries.listCards(db, wanted))).toEqual(["a2", "a44"]);
    expect(await queries.listCards(db, [])).toEqual([]);
  });
});

test("counts a bounded number of an author's articles", async () => {
  const prolific = await upsertAuthor(db, { handle: "agence", name: "L’agence" });
  const count = maxCountedArticles + 200;
  await sql`
    with made as (
      insert into articles (slug, title, status, published_at)
      select 'depeche-' || n, 'Dépêche', 'published', '2020-01-01' from generate_series(1, ${count}::int) n returning id)
    insert into article_authors (article_id, author_id, listed_at) select id, ${prolific}, '2020-01-01' from made`;
  await sql`analyze article_authors`;
  const read = () => queries.getArticleContent(db, "depeche-1");
  expect((await read())?.authors[0]?.articles).toBe(maxCountedArticles + 1);
  await sql`delete from articles where slug like 'depeche-%'`;
});
