import { sqlCheck } from "./check.ts";

/** The five tables that hold an article's date while it is published; a union keeps them in one streamed query. */
export const listing = sqlCheck(
  "listing",
  "What lists articles by category, tag, author, story and word has the date of each published one, and of no other.",
  (sql) => sql`
    select format('%s of article %s (%s, %s) has %s, should have %s', j.what, a.id, a.slug, a.status,
      coalesce(j.listed_at::text, 'no date'),
      coalesce(case when a.status = 'published' then a.published_at end::text, 'no date')) as finding
    from (
      select article_id, 'category ' || category_id as what, listed_at from article_categories
      union all select article_id, 'tag ' || tag_id, listed_at from article_tags
      union all select article_id, 'author ' || author_id, listed_at from article_authors
      union all select article_id, 'story ' || story_id, listed_at from story_articles
      union all select article_id, 'word ' || word, listed_at from article_keywords
    ) as j join articles as a on a.id = j.article_id
    where j.listed_at is distinct from case when a.status = 'published' then a.published_at end
    order by a.id, j.what`,
);
