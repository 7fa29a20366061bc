import { type SQL, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { type ScoreRules, scoreRules } from "#features/related/rules.ts";
import { rankedSelections } from "#features/related/selection/ranking.ts";
import { scoredPairs } from "#features/related/selection/scoring.ts";

/** The best candidates of each article, by slug. */
export type RankedLists = Map<string, string[]>;

async function readLists(db: Database, statement: SQL): Promise<RankedLists> {
  const rows = await db.execute<{ slug: string; list: string[] }>(statement);
  return new Map(rows.map(({ slug, list }) => [slug, list]));
}

/** Our selection, whose text links the scorer does not know, with these rules. */
export async function listSelections(db: Database, rules: ScoreRules = scoreRules): Promise<RankedLists> {
  const ids = await db.execute<{ id: number }>(sql`select id from articles where status = 'published' order by id`);
  const all = ids.map(({ id }) => Number(id));
  return readLists(
    db,
    sql`${rankedSelections(all, [], rules)}
      select a.slug, array_agg(o.slug order by p.place) as list from places as p
      join articles as a on a.id = p.article_id join articles as o on o.id = p.related_id
      left join dropped as d on d.article_id = p.article_id
      where d.dropped is null or d.dropped & (1::bigint << p.place) = 0 group by a.slug`,
  );
}

const pairsOf = (score: SQL, where: SQL) => sql`
  select a.slug, array_agg(o.slug order by ${score} desc, o.published_at desc, o.id desc) as list
  from articles as a join articles as o on o.id <> a.id and o.status = 'published' and ${where}
  where a.status = 'published' group by a.slug`;

/** A candidate of an article with the parts of its score, each for a weight of 1, and the days between the two. */
export interface CandidateParts {
  slug: string;
  other: string;
  tags: number;
  words: number;
  category: number;
  days: number;
}

/** Lists the shortlisted candidates of all articles. */
export async function listCandidateParts(db: Database): Promise<CandidateParts[]> {
  const ids = await db.execute<{ id: number }>(sql`select id from articles where status = 'published' order by id`);
  const all = ids.map(({ id }) => Number(id));
  const { weights } = scoreRules;
  const rows = await db.execute<Record<keyof CandidateParts, string>>(
    sql`${scoredPairs(all)}
      select a.slug, o.slug as other, p.tags / ${weights.tag}::float8 as tags, p.words / ${weights.words}::float8 as words,
        case when p.category > 0 then 1 else 0 end as category,
        abs(extract(epoch from a.published_at - o.published_at)) / 86400 as days
      from pairs as p join articles as a on a.id = p.article_id join articles as o on o.id = p.related_id
      order by a.slug, o.published_at desc, o.id desc`,
  );
  return rows.map((row) => ({
    ...{ slug: row.slug, other: row.other, tags: Number(row.tags), words: Number(row.words) },
    ...{ category: Number(row.category), days: Number(row.days) },
  }));
}

/** What is usually done, the candidates of each article in a list of its own. */
export const baselines: Record<string, (db: Database) => Promise<RankedLists>> = {
  // Any word of the title and the tags, ranked by ts_rank.
  "full-text search": (db) =>
    readLists(
      db,
      sql`with asked as materialized (
          select a.id, (
            select string_agg(quote_literal(lexeme), ' | ')::tsquery from unnest(tsvector_to_array(to_tsvector('fr'::regconfig,
              a.title || ' ' || coalesce((select string_agg(t.name, ' ') from article_tags as j join tags as t on t.id = j.tag_id
                where j.article_id = a.id), '')))) as lexeme
          ) as query from articles as a
        ) ${pairsOf(
          sql`ts_rank(o.search, (select query from asked where asked.id = a.id))`,
          sql`o.search @@ (select query from asked where asked.id = a.id)`,
        )}`,
    ),
  "shared tags": (db) => readLists(db, pairsOf(sharedTags, sql`${sharedTags} > 0`)),
  random: (db) => readLists(db, pairsOf(sql`md5(a.slug || '-' || o.slug)`, sql`true`)),
};

const sharedTags = sql`(select count(*) from article_tags as x join article_tags as y on y.tag_id = x.tag_id
  where x.article_id = a.id and y.article_id = o.id)`;
