import postgres from "postgres";
import { beforeAll, expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { indexArticles, indexComments } from "./mutations.ts";
import { searchSite } from "./queries.ts";
import { parseSearchRequest, searchPath } from "./request/address.ts";
import { hitsPerPage, type SearchHit, type SearchRequest } from "./rules.ts";

const { db, sql, url } = testDatabase();
const now = new Date("2026-06-15T12:00:00Z");
const size = 20_000;

beforeAll(async () => {
  // Every article has "actualite", one in a hundred "pare", one in a thousand "menuiserie", all old ones "minitel".
  await sql.begin(async (tx) => {
    await tx.unsafe("set local session_replication_role = replica");
    await tx`
      insert into articles (slug, status, title, lead, body_text, published_at)
      select 'a' || n, 'published', 'Titre ' || n || case when n % 1000 = 0 then ' menuiserie' else '' end,
        'Chapeau ' || (n % 97), 'actualité ' || case when n % 100 = 0 then 'parechoc ' else '' end || case when n <= 3000 then 'minitel ' else '' end || repeat('remplissage ', n % 50),
        timestamp with time zone '2026-06-15 00:00:00Z' - make_interval(hours => (${size} - n) * 4)
      from generate_series(1, ${size}) as n`;
    await tx`insert into categories (slug, name) values ('alerte', 'Alerte'), ('avis', 'Avis')`;
    await tx`insert into article_categories (article_id, category_id, listed_at) select id, 1 + id % 2, published_at from articles`;
    await tx`insert into authors (handle, name) values ('ada', 'Ada')`;
    await tx`insert into article_authors (article_id, author_id, listed_at) select id, 1, published_at from articles where slug = 'a5'`;
    await tx`
      insert into comments (article_id, thread, status, author_name, body_source, body_html, created_at)
      select 1 + n % ${size}, n, 'visible', 'Ada', 'x', '<p>commentaire ' || case when n % 50 = 0 then 'menuiserie' else '' end || '</p>',
        timestamp with time zone '2026-06-15 00:00:00Z' - make_interval(hours => n)
      from generate_series(1, 10000) as n`;
  });
  const ids = Array.from({ length: size }, (_, n) => n + 1);
  await indexArticles(db, ids);
  await indexComments(db, ids.slice(0, 10_000));
  // More than there are: these words are read from the newest month backwards at once.
  await sql`
    insert into search_terms (word, spelling, stem, article_count)
    select w, w, (tsvector_to_array(to_tsvector('public.fr', w)))[1], 1000000 from unnest(array['actualite', 'remplissage', 'parechoc']) as w`;
  await sql`analyze`;
}, 180_000);

const request = (query: string) => parseSearchRequest(new URLSearchParams(query));
async function run(asked: SearchRequest) {
  const result = await searchSite(db, asked, { now, timeoutMs: 60_000 });
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

test("ranks the newest matches of a common word, and says so", async () => {
  const { totals, isNewestOnly, hits, facets } = await run(request("q=actualité&kind=article"));
  expect(totals.article).toEqual({ count: 1_000, isCapped: true });
  expect(isNewestOnly).toBe(true);
  expect(hits[0]?.at.getTime()).toBeGreaterThan(now.getTime() - 365 * 86_400_000);
  expect(facets.category.map(({ count, isCapped }) => [count, isCapped])).toEqual([
    [1_000, true],
    [1_000, true],
  ]);
  expect((await run(request("q=minitel"))).totals.article).toEqual({ count: 1_000, isCapped: true });
});

test("compares the newest texts that have the words of a phrase", async () => {
  const { totals, isNewestOnly, hits } = await run(request('q="remplissage remplissage"&kind=article'));
  expect(totals.article).toEqual({ count: 1_000, isCapped: true });
  expect([isNewestOnly, hits.length]).toEqual([true, 20]);
  expect((await run(request('q="remplissage actualité"'))).totals.article.count).toBe(0);
  // Every workshop's text has the phrase, so that only a part of the query is left.
  expect((await run(request('q=actualité -"actualité parechoc" menuiserie'))).isPartial).toBe(true);
});

test("counts the articles of a chosen author who wrote none of the newest", async () => {
  const { totals, facets } = await run(request("author=ada"));
  expect(totals.article.count).toBe(1);
  expect(facets.author).toMatchObject([{ value: "ada", isChosen: true, count: 1 }]);
});

test("finds all matches of words that are rarer than the vocabulary says", async () => {
  const { totals, isNewestOnly } = await run(request("q=actualité+parechoc&kind=article"));
  expect([totals.article, isNewestOnly]).toEqual([{ count: 200, isCapped: false }, false]);
  expect((await run(request('q="actualité parechoc"&kind=article'))).totals.article.count).toBe(200);
});

test("lists every match once, whatever the order", async () => {
  for (const query of [
    "q=menuiserie",
    "q=menuiserie&sort=date",
    "q=menuiserie&sort=rating",
    "q=parechoc&category=alerte",
  ]) {
    const seen: SearchHit[] = [];
    let page = await run(request(query));
    const total = Object.values(page.totals).reduce((sum, { count }) => sum + count, 0);
    for (;;) {
      expect(page.first).toBe(seen.length + 1);
      seen.push(...page.hits);
      if (page.next === null) break;
      page = await run(request(searchPath(page.request, { after: page.next }).replace("/search?", "")));
    }
    // And the same pages back.
    for (let end = seen.length - page.hits.length; end > 0; end -= page.hits.length) {
      expect(page.previous === null).toBe(end <= hitsPerPage);
      page = await run(request(searchPath(page.request, { after: page.previous }).replace("/search?", "")));
      expect([page.first, page.hits.map(({ kind, id }) => `${kind} ${id}`)]).toEqual([
        end - hitsPerPage + 1,
        seen.slice(end - hitsPerPage, end).map(({ kind, id }) => `${kind} ${id}`),
      ]);
    }
    expect(page.first).toBe(1);
    expect(seen).toHaveLength(total);
    expect(new Set(seen.map(({ kind, id }) => `${kind} ${id}`)).size).toBe(total);
    if (query.includes("date"))
      expect(seen.map(({ at }) => -at.getTime())).toEqual(seen.map(({ at }) => -at.getTime()).sort((a, b) => a - b));
  }
});

test("reads a bounded number of rows, and never a whole table", async () => {
  const read: Record<string, number> = {};
  for (const [query, bound] of [
    ["q=menuiserie", 5_000],
    ["q=actualité", 150_000],
    ["q=minitel+parechoc", 5_000],
    ["q=menuiserie&category=alerte&period=year", 10_000],
    ["q=remplissage&category=alerte", 250_000],
    ['q="remplissage remplissage"', 250_000],
    ["category=alerte", 150_000],
    ["q=menuiserie+xylophone", 20_000],
    // Every comment has the word, few are of the article.
    ["q=commentaire&discussion=a7", 2_000],
  ] as const) {
    const plans = await plansOf(query);
    printQueryPlans(query, plans);
    expect(
      plans.flatMap(({ text }) => text),
      query,
    ).toEqual([]);
    read[query] = plans.reduce((sum, plan) => sum + plan.read, 0);
    expect(read[query], query).toBeLessThan(bound);
  }
});

/** The plans of the statements of a search, with the settings of its transaction. */
async function plansOf(query: string) {
  const session = postgres(url, {
    max: 1,
    connection: { enable_seqscan: "off", jit: "off" },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
  });
  try {
    return await readQueryPlans(session, (executor) =>
      searchSite(withoutTransaction(executor), request(query), { now }),
    );
  } finally {
    await session.end();
  }
}

/** Statements are explained one by one, when the transaction would be over. */
function withoutTransaction(executor: Executor): Executor {
  return new Proxy(executor, {
    get: (target, name) =>
      name === "transaction"
        ? (work: (tx: Executor) => Promise<unknown>) => work(withoutTransaction(target))
        : Reflect.get(target, name),
  });
}
