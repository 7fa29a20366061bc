import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { insertArticles, setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { addPostedComment } from "#features/comments/mutations.ts";
import { aComment } from "#features/comments/testing.ts";
import { upsertTag } from "#features/taxonomy/mutations.ts";
import { indexArticles, indexComments } from "./mutations.ts";

const { db, clear, sql } = testDatabase();
beforeEach(clear);

const at = new Date("2026-05-31T23:30:00Z");

function anArticle(slug: string, more: Partial<Parameters<typeof upsertArticle>[1]> = {}) {
  const article = { slug, status: "published", title: "Des élections", lead: "", bodyHtml: "<p>Un rançongiciel</p>" };
  return { ...article, publishedAt: at, ...more } as Parameters<typeof upsertArticle>[1];
}

/** Publishes in a transaction, as the site does. */
const publish = (slug: string, more: Partial<Parameters<typeof upsertArticle>[1]> = {}) =>
  db.transaction(async (tx) => (await upsertArticle(tx, anArticle(slug, more))).id);

async function listIndexed(): Promise<{ id: number; words: string; facets: string[] }[]> {
  return await sql`select article_id as id, words::text, facets from search_articles order by article_id`;
}

async function listIndexedComments(): Promise<{ id: number; words: string; facets: string[] }[]> {
  return await sql`select comment_id as id, words::text, facets from search_comments order by comment_id`;
}

describe("articles", () => {
  test("are indexed with the transaction that publishes, changes or withdraws them", async () => {
    const tag = await upsertTag(db, { slug: "vpn", name: "VPN" });
    const id = await publish("a", { tagIds: [tag] });
    const [row] = await listIndexed();
    expect(row?.facets).toEqual(["m:2026-05", `t:${tag}`]);
    expect(row?.words).toContain("'elect':2A");
    expect(row?.words).toContain("'rancongiciel'");
    await db.transaction((tx) => upsertArticle(tx, anArticle("a", { title: "Un vote", tagIds: [] }), id));
    const [edited] = await listIndexed();
    expect(edited?.facets).toEqual(["m:2026-05"]);
    expect(edited?.words).not.toContain("'elect'");
    await setArticleStatus(db, [id], "withdrawn");
    expect(await listIndexed()).toEqual([]);
    await setArticleStatus(db, [id], "published");
    expect(await listIndexed()).toHaveLength(1);
    await sql`delete from articles where id = ${id}`;
    expect(await listIndexed()).toEqual([]);
  });

  test("are written once per transaction, however many statements change them", async () => {
    const tags = await Promise.all(["a", "b"].map((slug) => upsertTag(db, { slug, name: slug })));
    const id = await publish("a", { tagIds: tags });
    const noted = () => sql`select article_id, is_new from search_changes order by transaction_id, article_id`;
    expect(await noted()).toEqual([{ article_id: id, is_new: true }]);
    await db.transaction((tx) => upsertArticle(tx, anArticle("a", { title: "Un vote", tagIds: [tags[0] ?? 0] }), id));
    expect(await noted()).toEqual([
      { article_id: id, is_new: true },
      { article_id: id, is_new: false },
    ]);
  });

  test("drafts, and counts of published articles, leave the index and its list of changes alone", async () => {
    const tag = await upsertTag(db, { slug: "vpn", name: "VPN" });
    await publish("draft", { status: "draft", publishedAt: null, tagIds: [tag] });
    await publish("a");
    await sql`truncate search_changes`;
    const versions = () => sql`select xmin::text from search_articles`;
    const before = await versions();
    await sql`update articles set comment_count = 3, rating_count = 1, rating_sum = 4, updated_at = now()`;
    await sql`update articles set status = 'scheduled' where slug = 'draft'`;
    expect(await versions()).toEqual(before);
    expect(await sql`select from search_changes`).toHaveLength(0);
  });

  test("many are indexed in one transaction, and those of a rolled-back part are not", async () => {
    await db.transaction(async (tx) => {
      const inputs = Array.from({ length: 200 }, (_, n) => anArticle(`a-${n}`, { title: `Titre ${n}` }));
      await insertArticles(tx, inputs);
      await tx
        .transaction(async (part) => {
          await upsertArticle(part, anArticle("gone"));
          throw new Error("rolled back");
        })
        .catch(() => {});
    });
    expect(await listIndexed()).toHaveLength(200);
  });

  test("of one transaction are indexed a hundred at a time", async () => {
    await db.transaction((tx) =>
      insertArticles(
        tx,
        Array.from({ length: 250 }, (_, n) => anArticle(`a-${n}`)),
      ),
    );
    expect(await listIndexed()).toHaveLength(250);
    const [noted] = await sql`
      select count(*)::int as articles, count(distinct cmin::text)::int as statements from search_changes where is_indexed and is_new`;
    expect(noted).toEqual({ articles: 250, statements: 3 });
  });

  test("that change after others of their transaction were indexed are indexed too", async () => {
    const [first, second] = await Promise.all(["a", "b"].map((slug) => publish(slug)));
    await sql.begin(async (tx) => {
      await tx`update articles set title = 'Un vote' where id = ${second ?? 0}`;
      await tx`set constraints all immediate`;
      await tx`set constraints all deferred`;
      await tx`update articles set title = 'Un scrutin' where id = ${first ?? 0}`;
    });
    const words = (await listIndexed()).sort((a, b) => a.id - b.id).map((row) => row.words);
    const [one, two] = (first ?? 0) < (second ?? 0) ? words : words.reverse();
    expect(one).toContain("'scrutin'");
    expect(two).toContain("'vot'");
  });

  test("a term that is deleted goes from the index, with the article's source and date kept right", async () => {
    const [tag, other] = await Promise.all(["a", "b"].map((slug) => upsertTag(db, { slug, name: slug })));
    await publish("a", { tagIds: [tag ?? 0, other ?? 0] });
    await sql`delete from tags where id = ${tag ?? 0}`;
    expect((await listIndexed())[0]?.facets).toEqual(["m:2026-05", `t:${other}`]);
    const [source] =
      await sql`insert into sources (slug, name, url) values ('s', 'S', 'https://s.example') returning id`;
    await sql`update articles set source_id = ${source?.id}, source_url = 'https://s.example/a', published_at = '2025-01-01'`;
    expect((await listIndexed())[0]?.facets).toEqual(["m:2025-01", `s:${source?.id}`, `t:${other}`]);
  });

  test("two transactions that change tags of the same articles in opposite order both get their facets in", async () => {
    const tags = await Promise.all(["a", "b", "c"].map((slug) => upsertTag(db, { slug, name: slug })));
    const [first = 0, second = 0, third = 0] = tags;
    const ids: number[] = [];
    for (const slug of ["a", "b", "c", "d"]) ids.push(await publish(slug, { tagIds: [first] }));
    const addTag = (tag: number, order: number[]) =>
      sql.begin(async (tx) => {
        for (const id of order) {
          await tx`insert into article_tags (article_id, tag_id) values (${id}, ${tag})`;
          await tx`select pg_sleep(0.02)`;
        }
      });
    await Promise.all([addTag(second, ids), addTag(third, ids.toReversed())]);
    for (const row of await listIndexed())
      expect(row.facets.toSorted()).toEqual(["m:2026-05", ...[first, second, third].toSorted().map((id) => `t:${id}`)]);
  });

  test("are restored by hand, without touching rows that are right", async () => {
    const id = await publish("a");
    await sql`delete from search_articles`;
    await db.transaction((tx) => indexArticles(tx, [id]));
    expect(await listIndexed()).toHaveLength(1);
    const version = await sql`select xmin::text from search_articles`;
    await db.transaction((tx) => indexArticles(tx, [id]));
    expect(await sql`select xmin::text from search_articles`).toEqual(version);
  });
});

describe("comments", () => {
  const text = { bodySource: "x", bodyHtml: '<p>Les <a href="https://lien.example">élections</a> &amp; l’État</p>' };

  test("are indexed while they are visible, without markup", async () => {
    const article = await publish("a");
    const id = await aComment(db, article, { status: "pending", ...text });
    expect(await listIndexedComments()).toEqual([]);
    await sql`update comments set status = 'visible'`;
    const [row] = await listIndexedComments();
    expect(row?.words).toMatch(/'elect'/);
    expect(row?.words).not.toMatch(/href|lien|amp/);
    await sql`update comments set body_html = '<p>Un vote</p>'`;
    expect((await listIndexedComments())[0]?.words).not.toMatch(/'elect'/);
    await sql`update comments set status = 'removed'`;
    expect(await listIndexedComments()).toEqual([]);
    await sql`update comments set status = 'visible'`;
    expect(await listIndexedComments()).toHaveLength(1);
    await sql`delete from comments where id = ${id}`;
    expect(await listIndexedComments()).toEqual([]);
  });

  test("inserted in one statement, those that are visible are indexed, as a rebuild writes them", async () => {
    const [article, draft] = [await publish("a"), await publish("b", { status: "draft", publishedAt: null })];
    const rows = [
      { article_id: article, status: "visible", body_html: text.bodyHtml },
      { article_id: article, status: "visible", body_html: "<p>Which of the votes was it for?</p>" },
      { article_id: article, status: "pending", body_html: "<p>Un</p>" },
      { article_id: draft, status: "visible", body_html: "<p>Un</p>" },
    ].map((row, n) => ({
      ...row,
      thread: n + 1,
      depth: 0,
      author_name: "A",
      body_source: "x",
      created_at: at.toISOString(),
    }));
    await sql`insert into comments ${sql(rows)}`;
    const indexed = await sql`select *, xmin::text from search_comments order by comment_id`;
    expect(indexed).toHaveLength(2);
    await sql`select refresh_search_comments(array(select id from comments))`;
    expect(await sql`select *, xmin::text from search_comments order by comment_id`).toEqual(indexed);
  });

  test("a posted comment is found by its member until the account is deleted", async () => {
    const article = await publish("a");
    const [member] =
      await sql`insert into members (email, name, handle) values ('a@example.org', 'A', 'a') returning id`;
    await db.transaction((tx) =>
      addPostedComment(tx, article, {
        ...{ parentId: null, memberId: Number(member?.id), key: "k".repeat(20), status: "visible" },
        ...{ ...text, createdAt: at },
      }),
    );
    expect((await listIndexedComments())[0]?.facets).toEqual(["m:2026-05", `p:${member?.id}`]);
    await sql`update comments set member_id = null`;
    expect((await listIndexedComments())[0]?.facets).toEqual(["m:2026-05"]);
  });

  test("leave the index with their article, and return with it", async () => {
    const article = await publish("a");
    const id = await aComment(db, article, { status: "visible", ...text });
    await aComment(db, article, { status: "pending", ...text });
    await setArticleStatus(db, [article], "withdrawn");
    expect(await listIndexedComments()).toEqual([]);
    await sql`update comments set status = 'visible'`;
    expect(await listIndexedComments()).toEqual([]);
    await sql`update comments set status = 'pending' where id <> ${id}`;
    await setArticleStatus(db, [article], "published");
    expect((await listIndexedComments()).map((row) => row.id)).toEqual([id]);
    await sql`delete from articles`;
    expect(await listIndexedComments()).toEqual([]);
  });

  test("reactions leave the index alone", async () => {
    const id = await aComment(db, await publish("a"), { status: "visible", ...text });
    const version = await sql`select xmin::text from search_comments`;
    await sql`update comments set reaction_count = 4, featured_at = now()`;
    await db.transaction((tx) => indexComments(tx, [id]));
    expect(await sql`select xmin::text from search_comments`).toEqual(version);
  });
});
