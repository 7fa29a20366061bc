import { drizzle } from "drizzle-orm/postgres-js";
import { beforeAll, describe, expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { articles, articleTags, categories, members, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { sampleFilters } from "./filters-testing.ts";
import { applyBulkChange } from "./mutations.ts";
import { countUnpublished, listArticlesPage, listFilterChoices, searchPublishedArticles } from "./queries.ts";
import { type Cursor, listPath, readCursor, readFilter, rowsPerPage, writeCursor } from "./rules.ts";

const { db, sql, withoutTriggers } = testDatabase();
const total = 20_000;
const drafts = total / 500;

beforeAll(async () => {
  await db.insert(members).values([
    { name: "Ada", handle: "ada" },
    { name: "Bob", handle: "bob", role: "editor" },
  ]);
  await sql`insert into categories (slug, name) select 'c' || n, 'C' || n from generate_series(1, 12) n`;
  await sql`insert into authors (handle, name) select 'a' || n, 'A' || n from generate_series(1, 200) n`;
  await sql`insert into sources (slug, name, url) select 's' || n, 'S' || n, 'https://s.test/' from generate_series(1, 50) n`;
  await withoutTriggers(async (tx) => {
    await tx`
    insert into articles (slug, status, title, lead, body_text, published_at, source_id, source_url)
    select 'a' || n, (case when n % 500 = 0 then 'draft' when n % 1000 = 1 then 'withdrawn' else 'published' end)::article_status,
      'Un article sur mot' || n % 100, (case when n % 10000 = 7 then 'zwieback' else '' end), 'texte', now() - (${total} - n) * interval '1 minute',
      case when n % 3 = 0 then 1 + n % 50 end, case when n % 3 = 0 then 'https://s.test/' || n end
    from generate_series(1, ${total}::int) n`;
    for (const [table, column, of] of [
      ["article_categories", "category_id", 12],
      ["article_authors", "author_id", 200],
    ] as const)
      await tx`
      insert into ${tx(table)} (article_id, ${tx(column)}, listed_at)
      select id, 1 + (id * 7919) % ${of}, case when status = 'published' then published_at end from articles`;
    await tx`insert into unpublished_articles (article_id, status) select id, status from articles where status <> 'published'`;
    // One more headline than the draft that a test publishes: they are similar.
    await tx`insert into article_headlines (article_id, title, word_pairs) select id, title, headline_pairs(title) from articles where id = 100`;
  });
  await sql`insert into article_drafts (article_id, owner_id) select id, 1 from articles where status = 'draft' and id % 1000 = 0`;
  await sql`analyze`;
}, 120_000);

async function walkThrough(filter: Parameters<typeof listArticlesPage>[1], pages: number) {
  const ids: number[] = [];
  let cursor: Cursor | undefined;
  for (let page = 0; page < pages; page += 1) {
    const found = await listArticlesPage(db, filter, cursor);
    ids.push(...found.rows.map(({ id }) => id));
    if (!found.next) break;
    cursor = readCursor(writeCursor(found.next));
  }
  return ids;
}

describe("the list", () => {
  test("lists drafts first, then published articles, newest first, and no row twice", async () => {
    const ids = await walkThrough({}, 4);
    expect(ids).toHaveLength(4 * rowsPerPage);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, drafts)).toEqual(Array.from({ length: drafts }, (_, n) => total - n * 500));
    expect(ids.slice(drafts, drafts + 3)).toEqual([total - 1, total - 2, total - 3]);
  });

  test("filters by bylines and tells namesakes apart", async () => {
    await sql`insert into authors (handle, name) values ('redac', 'A1')`;
    const names = (await listFilterChoices(db)).authors.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(["A1 (@a1)", "A1 (@redac)", "A10"]);
    await sql`delete from authors where handle = 'redac'`;
  });

  test("lists withdrawn articles last", async () => {
    const ids = await walkThrough({ category: 12 }, 100);
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from article_categories where category_id = 12`;
    expect(ids).toHaveLength(row?.n ?? 0);
    const rows = (await listArticlesPage(db, { category: 12, status: "withdrawn" })).rows;
    expect(ids.slice(-rows.length)).toEqual(rows.map(({ id }) => id));
  });

  test.each(["published.1.-99999999999999", "published.1.999999999999999"])(
    "begins with the first page for the cursor %s, whose date PostgreSQL does not accept",
    async (text) => {
      expect((await listArticlesPage(db, {}, readCursor(text))).rows).toEqual((await listArticlesPage(db, {})).rows);
    },
  );

  test("counts unpublished articles", async () => {
    expect(await countUnpublished(db)).toEqual({ draft: drafts, withdrawn: total / 1_000 });
  });

  test.each(sampleFilters)("scans an index, never the table: %s", async (_name, filter, deep) => {
    const at = new Date(Date.now() - (total / 2) * 60_000);
    await neverTheTable((watched) =>
      listArticlesPage(watched, filter, deep ? { segment: "published", id: 1e9, at } : undefined),
    );
  });

  test.each(["article", "mot42", "zwieback", "personne"])(
    "and so does the search for a link to “%s”",
    async (words) => {
      const found = await searchPublishedArticles(db, words);
      await neverTheTable((watched) => searchPublishedArticles(watched, words));
      expect(found.map(({ id }) => id)).toEqual(found.map(({ id }) => id).sort((a, b) => b - a));
      expect(found).toHaveLength({ zwieback: total / 10_000, personne: 0 }[words] ?? 8);
    },
  );
});

async function neverTheTable(ask: (watched: Executor) => Promise<unknown>): Promise<void> {
  const seen: { text: string; values: unknown[] }[] = [];
  const logger = { logQuery: (text: string, values: unknown[]) => void seen.push({ text, values }) };
  await ask(drizzle(sql, { casing: "snake_case", logger }));
  expect(seen.length).toBeGreaterThan(0);
  for (const { text, values } of seen) {
    if (text.startsWith("explain")) continue;
    const [row] = await sql.unsafe<{ "QUERY PLAN": string }[]>(`explain (format json) ${text}`, values as never[]);
    const plan = JSON.stringify(row?.["QUERY PLAN"]);
    expect(plan, text).not.toMatch(
      /"Node Type":\s*"Seq Scan"[^{}]*"Relation Name":\s*"(articles|article_categories|article_authors)"/,
    );
  }
}

test("writes and reads filters in addresses, and ignores invalid values", () => {
  const filter = readFilter({ status: "draft", category: "3", author: "x", q: " deux mots ", source: ["1", "2"] });
  expect(filter).toEqual({ status: "draft", category: 3, words: "deux mots" });
  expect(listPath(filter)).toBe("/admin/articles?status=draft&category=3&q=deux+mots");
  for (const wrong of ["", "published.1", "working.1.2", "published.1.99999999999999999", "x.1"])
    expect(readCursor(wrong)).toBeUndefined();
});

test("changes many at once: changed, unchanged, refused with the reason", async () => {
  const editor = { id: 2, role: "editor" as const };
  expect(await applyBulkChange(db, { id: 1, role: "contributor" }, [1], { act: "tag", name: "x" })).toMatchObject({
    ok: false,
  });
  const tagged = await applyBulkChange(db, editor, [2, 3, 3, 999_999], { act: "tag", name: "Été" });
  expect(tagged).toMatchObject({ value: { changed: 2, same: 0, refused: [{ id: 999_999 }] } });
  expect(await applyBulkChange(db, editor, [2], { act: "tag", name: "été" })).toMatchObject({
    value: { changed: 0, same: 1 },
  });
  expect(await db.select({ name: tags.name }).from(tags)).toEqual([{ name: "Été" }]);
  expect((await db.select().from(articleTags)).map(({ listedAt }) => listedAt)).not.toContain(null);
  await applyBulkChange(db, editor, [2], { act: "category", categoryId: 12 });
  const [first] =
    await sql`select category_id::int as c from article_categories where article_id = 2 order by position limit 1`;
  expect(first).toEqual({ c: 12 });
  expect((await db.select().from(categories)).length).toBe(12);
  await applyBulkChange(db, editor, [2, 3], { act: "withdraw", note: "Deux faits étaient faux." });
  const rows = await db.select({ status: articles.status }).from(articles).limit(3).orderBy(articles.id);
  expect(rows.map(({ status }) => status)).toEqual(["withdrawn", "withdrawn", "withdrawn"]);
  expect(await applyBulkChange(db, editor, [3], { act: "status", status: "published", force: false })).toMatchObject({
    value: { changed: 1 },
  });
});

test("holds back publications with findings until an editor confirms", async () => {
  const editor = { id: 2, role: "editor" as const };
  const statuses = async () => {
    const rows = await sql<{ status: string }[]>`select status from articles where id in (500, 1001) order by id`;
    return rows.map(({ status }) => status);
  };
  const publish = { act: "status", status: "published" } as const;
  const first = await applyBulkChange(db, editor, [500, 1001], { ...publish, force: false });
  expect(first).toMatchObject({
    value: { changed: 1, refused: [], held: [{ id: 500, title: "Un article sur mot0" }] },
  });
  const codes = first.ok && first.value.held[0]?.findings.map(({ code }) => code);
  expect(codes).toEqual(["similar", "leadMissing", "pictureMissing"]);
  expect(await statuses()).toEqual(["draft", "published"]);
  expect(await applyBulkChange(db, editor, [500], { ...publish, force: true })).toMatchObject({
    value: { changed: 1, held: [] },
  });
  expect(await statuses()).toEqual(["published", "published"]);
});
