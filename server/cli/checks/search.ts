import { type Check, sqlCheck } from "./check.ts";

const repair = "npm run vigie -- search rebuild";

export const searchArticles: Check = sqlCheck(
  "search of articles",
  "The search index has each published article, as it is now, and no other.",
  (sql) => sql`
    select case when d.article_id is null then format('article %s is not in the search index', a.id)
      when a.id is null then format('article %s is in the search index, and it is not published', d.article_id)
      else format('article %s is in the search index with another date or other facets', a.id) end as finding
    from (select id, published_at, source_id from articles where status = 'published') as a
      full join search_articles as d on d.article_id = a.id
    where a.id is null or d.article_id is null or d.listed_at <> a.published_at
      or d.facets <> array['m:' || to_char(a.published_at at time zone 'UTC', 'YYYY-MM')]
        || case when a.source_id is null then '{}'::text[] else array['s:' || a.source_id] end
        || array(select 'c:' || j.category_id from article_categories as j where j.article_id = a.id order by j.category_id)
        || array(select 't:' || j.tag_id from article_tags as j where j.article_id = a.id order by j.tag_id)
        || array(select 'a:' || j.author_id from article_authors as j where j.article_id = a.id order by j.author_id)
    union all
    select format('article %s is in the search index with an older title or lead', a.id)
    from articles as a join search_articles as d on d.article_id = a.id
      cross join lateral (select search_language(concat_ws(' ', a.title, a.lead, left(a.body_text, 2000))) as language offset 0) as l
    where a.status = 'published' and d.head <> setweight(to_tsvector(l.language, search_text(left(a.title, 1000))), 'A')
      || setweight(to_tsvector(l.language, search_text(left(a.lead, 2000))), 'B')`,
  repair,
);

export const searchComments: Check = sqlCheck(
  "search of comments",
  "The search index has each visible comment of a published article or page, and no other.",
  (sql) => sql`
    select case when d.comment_id is null then format('comment %s is not in the search index', c.id)
      when c.id is null then format('comment %s is in the search index, and readers cannot see it', d.comment_id)
      else format('comment %s is in the search index with another member or article', c.id) end as finding
    from (select c.id, c.article_id, c.member_id from comments as c join articles as a on a.id = c.article_id and has_readers(a.status, a.published_at)
        where c.status = 'visible') as c
      full join search_comments as d on d.comment_id = c.id
    where c.id is null or d.comment_id is null or d.article_id <> c.article_id
      or (c.member_id is not null) <> ('p:' || coalesce(c.member_id, 0) = any(d.facets))`,
  repair,
);

/**
 * Computes the words again, which takes as long as indexing: in batches, so that progress is shown.
 *
 * @param maxTexts of the articles and of the comments, the newest first; all without it
 */
export function checkIndexWords(name: string, about: string, maxTexts?: number): Check {
  return {
    name,
    about,
    repair,
    async *find({ sql, startProgress }) {
      const limit = maxTexts ?? null;
      const [count] = await sql<{ n: number }[]>`
        select least((select count(*) from search_articles), ${limit}::bigint)::int
          + least((select count(*) from search_comments), ${limit}::bigint)::int as n`;
      const bar = startProgress("Search index", { total: count?.n, unit: "texts" });
      const articles = sql<{ id: number; stale: boolean }[]>`
        select a.id, strip(ts_filter(d.words, '{c}')) <> strip(to_tsvector(
          search_language(concat_ws(' ', a.title, a.lead, left(a.body_text, 2000))), search_text(left(a.body_text, 200000)))) as stale
        from search_articles as d join articles as a on a.id = d.article_id
        order by d.article_id desc limit ${limit}`;
      const comments = sql<{ id: number; stale: boolean }[]>`
        select c.id, d.words <> search_comment_words(c.body_html) as stale
        from search_comments as d join comments as c on c.id = d.comment_id and c.status = 'visible'
        order by d.comment_id desc limit ${limit}`;
      try {
        for (const [noun, query] of [
          ["article", articles],
          ["comment", comments],
        ] as const) {
          for await (const rows of query.cursor(200)) {
            for (const { id, stale } of rows) if (stale) yield `${noun} ${id} has outdated words in the search index`;
            bar.advance(rows.length);
          }
        }
      } finally {
        bar.done();
      }
    },
  };
}

export const searchIndexWords = checkIndexWords(
  "search index words",
  "The search index has the words of each text as it is now.",
);

/** The same for the newest texts only. All 940,000 of a large site took 203 s, in which a restored site could be used. */
export const newestSearchIndexWords = checkIndexWords(
  "newest search index words",
  "The search index has the words of the newest articles and comments as they are now.",
  5_000,
);
