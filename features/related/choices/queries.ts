import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import type { RelatedReasons } from "#db/schema/related.ts";
import { articles, type RelatedChoiceKind, relatedChoices } from "#db/schema.ts";
import { listLinkedArticles } from "../selection/links.ts";
import { rankedSelections } from "../selection/ranking.ts";

/** What an editor decided about one article in another's selection. */
export interface RelatedChoice {
  id: number;
  title: string;
  status: ArticleStatus;
  kind: RelatedChoiceKind;
}

/** Lists the decisions for an article's selection: pins in their order, then exclusions, newest first. */
export async function listRelatedChoices(db: Executor, articleId: number): Promise<RelatedChoice[]> {
  return db
    .select({ id: articles.id, title: articles.title, status: articles.status, kind: relatedChoices.kind })
    .from(relatedChoices)
    .innerJoin(articles, eq(articles.id, relatedChoices.relatedId))
    .where(eq(relatedChoices.articleId, articleId))
    .orderBy(sql`${relatedChoices.position} nulls last, ${relatedChoices.createdAt} desc, ${relatedChoices.relatedId}`);
}

/** Why a candidate is left out of a selection. */
export type LeftOutReason = "excluded" | "linked" | "copyOfArticle" | "copyOfShown";

/** A candidate for an article's selection with the parts of its score: (tags + category + words) × near. */
export interface ScoredCandidate {
  id: number;
  slug: string;
  title: string;
  /** From 1; null for what is left out and for what follows the stored ones. */
  rank: number | null;
  leftOut: LeftOutReason | null;
  score: number;
  tags: number;
  category: number;
  words: number;
  near: number;
  reasons: RelatedReasons;
}

/** Candidates left out that are shown to editors. */
const maxLeftOut = 20;

/**
 * Computes an article's selection as it is stored, with the parts of each score, then the best of what is left out. An
 * unpublished article has none.
 */
export async function listScoredCandidates(db: Executor, articleId: number): Promise<ScoredCandidate[]> {
  const links = await listLinkedArticles(db, [articleId]);
  const rows = await db.execute<Record<keyof ScoredCandidate, unknown>>(sql`
    ${rankedSelections([articleId], links)}
    select o.id, o.slug, o.title, listed.rank, listed.left_out as "leftOut", listed.score, listed.tags, listed.category,
      listed.words, listed.near, listed.reasons
    from (
      select p.*, f.rank, row_number() over (partition by f.rank is null order by p.score desc, p.related_id desc) as place,
        case when f.rank is not null then null when p.is_excluded then 'excluded' when p.is_linked then 'linked'
          when p.is_copy then 'copyOfArticle'
          when d.dropped & (1::bigint << l.place) <> 0 then 'copyOfShown' end as left_out
      from pairs as p
      left join fresh as f on f.article_id = p.article_id and f.related_id = p.related_id
      left join places as l on l.article_id = p.article_id and l.related_id = p.related_id
      left join dropped as d on d.article_id = p.article_id
    ) as listed join ${articles} as o on o.id = listed.related_id
    where listed.rank is not null or (listed.left_out is not null and listed.place <= ${maxLeftOut})
    order by listed.rank nulls last, listed.score desc, o.id desc`);
  return rows.map((row) => ({
    id: Number(row.id),
    slug: String(row.slug),
    title: String(row.title),
    rank: row.rank === null ? null : Number(row.rank),
    leftOut: row.leftOut as LeftOutReason | null,
    score: Number(row.score),
    tags: Number(row.tags),
    category: Number(row.category),
    words: Number(row.words),
    near: Number(row.near),
    reasons: row.reasons as RelatedReasons,
  }));
}

/** Characters of a text that are indexed for words, as in the schema. */
const maxIndexedCharacters = 200_000;

/** Reads the words of an article as readers see it: title, lead and body. */
export async function findArticleText(db: Executor, id: number): Promise<string> {
  const body = sql<string>`left(${articles.bodyText}, ${maxIndexedCharacters})`;
  const [row] = await db
    .select({ title: articles.title, lead: articles.lead, body })
    .from(articles)
    .where(eq(articles.id, id));
  return row ? `${row.title} ${row.lead} ${row.body}` : "";
}
