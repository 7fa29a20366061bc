import { type SQL, sql } from "drizzle-orm";
import { toIdArray } from "#db/id-array.ts";
import { articleCategories, articleKeywords, articles, articleTags, relatedChoices, tags } from "#db/schema.ts";
import {
  maxCounted,
  maxFeatures,
  maxNeighbours,
  maxReasons,
  nearCopy,
  type ScoreRules,
  scoreRules,
  shortlistSize,
} from "../rules.ts";
import type { ArticleLink } from "./links.ts";

/**
 * Returns the head of a statement (`with …`) whose last table, `pairs`, holds the shortlisted candidates of the given
 * articles and what editors chose for them; unpublished articles have none. Columns: article_id, related_id, listed_at,
 * score and its parts (tags, words, category, near), reasons, is_copy (of the article itself), is_linked, is_excluded,
 * position (of a pin). The cost per article is bounded: index scans of the join tables find candidates, an estimate
 * shortlists them, and only those are scored exactly. Articles that are not shown anyway are shortlisted apart, so that
 * a text with many links still has a full selection.
 */
export function scoredPairs(ids: number[], links: ArticleLink[] = [], rules: ScoreRules = scoreRules): SQL {
  const { weights } = rules;
  return sql`
    with recursive subject as materialized (
      select id, published_at from ${articles} where id = any(${toIdArray(ids)}) and status = 'published'
    ), site as materialized (
      -- Counted while that is cheap; a large site's size is known well enough from the statistics of its index of published articles.
      select greatest(2, case when c.reltuples >= ${maxCountedSize} then c.reltuples else (select count(*) from (
        select 1 from ${articles} where status = 'published' limit ${maxCountedSize}) as counted) end)::float8 as n
      from pg_class as c where c.oid = 'articles_published_at_idx'::regclass
    ), own_tags as materialized (
      select s.id, s.published_at, j.tag_id as feature, ${weights.tag}::float8 as weight
      from subject as s join ${articleTags} as j on j.article_id = s.id and j.position < ${maxFeatures.tags}
    ), own_words as materialized (
      select s.id, s.published_at, j.word as feature, j.weight::float8 * sqrt(${weights.words}::float8) as weight
      from subject as s join ${articleKeywords} as j on j.article_id = s.id
    ), own_categories as materialized (
      select s.id, s.published_at, j.category_id as feature, ${weights.category}::float8 as weight
      from subject as s join ${articleCategories} as j on j.article_id = s.id and j.position < ${maxFeatures.categories}
    ),
    links as materialized (
      select distinct article_id, related_id
      from unnest(${toIdArray(links.map((one) => one.articleId))}, ${toIdArray(links.map((one) => one.linkedId))}) as l (article_id, related_id)
    ), choices as materialized (
      select article_id, related_id, kind, position from ${relatedChoices} where article_id = any(${toIdArray(ids)})
    ), blocked as materialized (
      select article_id, related_id from links union select article_id, related_id from choices where kind = 'exclude'
    ),
    rare_tags as materialized (${selectRarities(articleTags, "tag_id", "own_tags")}),
    rare_words as materialized (${selectRarities(articleKeywords, "word", "own_words")}),
    hits as (
      ${selectNeighbours(articleTags, "tag_id", "own_tags", sql`join rare_tags as r on r.feature = o.feature`, sql`o.weight * r.rarity`, maxNeighbours.tag, rules)}
      union all
      ${selectNeighbours(articleKeywords, "word", "own_words", sql`join rare_words as r on r.feature = o.feature`, sql`o.weight * o.weight * r.rarity`, maxNeighbours.word, rules)}
      union all
      ${selectNeighbours(articleCategories, "category_id", "own_categories", sql``, sql`o.weight`, maxNeighbours.category, rules)}
    ), guessed as (
      select article_id, related_id, near, sum(guess) * near as guess from hits group by article_id, related_id, near
    ), shortlisted as materialized (
      select article_id, related_id, near from (
        select g.article_id, g.related_id, g.near, row_number() over (
          partition by g.article_id, b.related_id is null order by g.guess desc, g.related_id desc) as rank
        from guessed as g left join blocked as b on b.article_id = g.article_id and b.related_id = g.related_id
      ) as ranked where rank <= ${shortlistSize}
      union
      select c.article_id, c.related_id, ${nearness(sql`h.published_at`, sql`s.published_at`, rules)}
      from choices as c join subject as s on s.id = c.article_id
      join ${articles} as h on h.id = c.related_id and h.status = 'published'
    ), found as materialized (
      select distinct related_id from shortlisted
    ), found_tags as materialized (
      -- Read once per candidate however many articles it is a candidate of, and joined by hash: a plan that looks a word up per pair reads each many times.
      select j.article_id, j.tag_id from found as f
      join ${articleTags} as j on j.article_id = f.related_id and j.position < ${maxFeatures.tags}
    ), found_words as materialized (
      select j.article_id, j.word, j.weight from found as f join ${articleKeywords} as j on j.article_id = f.related_id
    ), shared_tags as (
      select p.article_id, p.related_id, sum(r.rarity * ${weights.tag}::float8) as score,
        (array_agg(t.name order by r.rarity desc, t.name))[1:${sql.raw(String(maxReasons))}] as names
      from shortlisted as p
      join found_tags as j on j.article_id = p.related_id
      join own_tags as o on o.id = p.article_id and o.feature = j.tag_id
      join rare_tags as r on r.feature = o.feature
      join ${tags} as t on t.id = o.feature
      group by p.article_id, p.related_id
    ), shared_words as (
      select p.article_id, p.related_id, sum(o.weight * j.weight * r.rarity) * sqrt(${weights.words}::float8) as score,
        count(*) >= ${nearCopy.words} and sum(o.weight * j.weight) >= ${nearCopy.cosine} * sqrt(${weights.words}::float8) as is_copy,
        (array_agg(o.feature order by o.weight * j.weight * r.rarity desc, o.feature))[1:${sql.raw(String(maxReasons))}] as names
      from shortlisted as p
      join found_words as j on j.article_id = p.related_id
      join own_words as o on o.id = p.article_id and o.feature = j.word
      join rare_words as r on r.feature = o.feature
      group by p.article_id, p.related_id
    ), shared_categories as (
      select distinct p.article_id, p.related_id
      from shortlisted as p
      join own_categories as o on o.id = p.article_id
      join ${articleCategories} as j on j.article_id = p.related_id and j.category_id = o.feature and j.position < ${maxFeatures.categories}
    ), pairs as (
      -- Rounded, so that the order in which a sum was made cannot decide between equals.
      select p.article_id, p.related_id, c.published_at as listed_at,
        round(((coalesce(t.score, 0) + coalesce(w.score, 0)
          + case when k.article_id is null then 0 else ${weights.category}::float8 end) * p.near)::numeric, 5)::float8 as score,
        coalesce(t.score, 0) as tags, coalesce(w.score, 0) as words,
        case when k.article_id is null then 0 else ${weights.category}::float8 end as category, p.near,
        coalesce(w.is_copy, false) as is_copy, l.related_id is not null as is_linked,
        coalesce(e.kind = 'exclude', false) as is_excluded, e.position,
        jsonb_strip_nulls(jsonb_build_object('tags', t.names, 'words', w.names,
          'category', case when k.article_id is not null then true end,
          'pinned', case when e.kind = 'pin' then true end)) as reasons
      from shortlisted as p
      join ${articles} as c on c.id = p.related_id and c.status = 'published'
      left join shared_tags as t on t.article_id = p.article_id and t.related_id = p.related_id
      left join shared_words as w on w.article_id = p.article_id and w.related_id = p.related_id
      left join shared_categories as k on k.article_id = p.article_id and k.related_id = p.related_id
      left join links as l on l.article_id = p.article_id and l.related_id = p.related_id
      left join choices as e on e.article_id = p.article_id and e.related_id = p.related_id
    )`;
}

/** Up to this size the site's articles are counted in each statement (about a millisecond). */
const maxCountedSize = 10_000;

type FeatureTable = typeof articleTags | typeof articleKeywords | typeof articleCategories;

/**
 * Computes how rare each feature is among published articles: 0 if all have it, 1 if almost none. Counts up to
 * `maxCounted`.
 */
function selectRarities(table: FeatureTable, column: string, own: string): SQL {
  const feature = sql.raw(column);
  return sql`
    select f.feature, ln((site.n + 1) / least(site.n,
      case when c.n >= ${maxCounted} then greatest(c.n, site.n / 2) else greatest(c.n, 1) end)) / ln(site.n + 1) as rarity
    from (select distinct feature from ${sql.raw(own)}) as f
    cross join site
    cross join lateral (
      select count(*)::float8 as n from (
        select 1 from ${table} as j where j.${feature} = f.feature and j.listed_at is not null limit ${maxCounted}) as counted
    ) as c`;
}

/**
 * Selects the rows (article_id, related_id, near, guess): the articles nearest in time, on both sides, with the same
 * feature.
 */
function selectNeighbours(
  table: FeatureTable,
  column: string,
  own: string,
  rarity: SQL,
  guess: SQL,
  limit: number,
  rules: ScoreRules,
): SQL {
  const feature = sql.raw(column);
  const near = nearness(sql`h.listed_at`, sql`o.published_at`, rules);
  return sql`
    select o.id as article_id, h.article_id as related_id, ${near} as near, ${guess} as guess
    from ${sql.raw(own)} as o ${rarity}
    cross join lateral (
      (select j.article_id, j.listed_at from ${table} as j
       where j.${feature} = o.feature and j.listed_at <= o.published_at and j.article_id <> o.id
       order by j.listed_at desc nulls last, j.article_id desc nulls last limit ${limit})
      union all
      (select j.article_id, j.listed_at from ${table} as j
       where j.${feature} = o.feature and j.listed_at > o.published_at and j.article_id <> o.id
       order by j.listed_at asc nulls first, j.article_id asc nulls first limit ${limit})
    ) as h`;
}

/** The factor for the time between two publications: 1 at the same time. */
function nearness(one: SQL, other: SQL, { weights: { time }, halfLifeDays }: ScoreRules): SQL {
  // Sixty halvings leave nothing, and PostgreSQL raises an error on underflow.
  return sql`${1 - time}::float8 + ${time}::float8 * power(2::float8, - least(60,
    abs(extract(epoch from ${one} - ${other})) / 86400 / ${halfLifeDays}::float8))`;
}
