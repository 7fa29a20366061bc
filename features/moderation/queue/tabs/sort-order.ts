import { type SQL, sql } from "drizzle-orm";
import { escapeLike } from "#db/like-pattern.ts";
import { selectAlike } from "../near-duplicates.ts";
import type { QueueFilter } from "./rules.ts";

/**
 * The direction of a tab's index. The indexes of comments by date are descending with nulls last, which the planner
 * does not match with the default order.
 */
export function sortDirection({ tab, article, member, comment, oldest }: QueueFilter): SQL {
  if (comment !== undefined) return sql`desc`;
  const byMoment =
    (tab === "spam" && article === undefined) || (member !== undefined && (tab === "spam" || tab === "all"));
  if (byMoment) return oldest ? sql`asc nulls first` : sql`desc nulls last`;
  return oldest ? sql`asc` : sql`desc`;
}

/** Joins conditions with `and`. */
export const allOf = (conditions: SQL[]) => (conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`);

/**
 * The source of a tab's items: a table with an index for the order, the conditions that the index supports, and those
 * that scan its rows.
 */
export function tabSource({ tab, article, member, comment, alike, q }: QueueFilter) {
  if (comment !== undefined)
    return {
      from: sql`comments`,
      id: sql`id`,
      key: sql`id`,
      indexConditions: [sql`id = ${comment}::bigint`],
      scanConditions: [],
    };
  const words = q === undefined ? [] : [sql`comments.body_source ilike ${`%${escapeLike(q)}%`}`];
  const ofArticle = article === undefined ? [] : [sql`article_id = ${article}::bigint`];
  const ofMember = member === undefined ? [] : [sql`member_id = ${member}::bigint`];
  if (tab === "review" || tab === "reported" || tab === "pending") {
    const together =
      alike === undefined
        ? []
        : [sql`comment_id in (select ${alike}::bigint union all (${selectAlike(sql`${alike}::bigint`)}))`];
    const kind = tab === "reported" ? [sql`reports > 0`] : tab === "pending" ? [sql`pending`] : [];
    return {
      from: sql`moderation_queue`,
      id: sql`comment_id`,
      key: sql`queued_at`,
      // The queue is small, so these conditions are cheap without an index.
      indexConditions: [...together, ...kind, ...ofArticle, ...ofMember],
      scanConditions: words,
    };
  }
  const spam = tab === "spam" ? [sql`comments.status = 'spam'`] : [];
  const from = sql`comments`;
  const id = sql`id`;
  // The comments of one member are few enough to scan.
  if (member !== undefined)
    return {
      from,
      id,
      key: sql`created_at`,
      indexConditions: ofMember,
      scanConditions: [...spam, ...ofArticle.map(() => sql`comments.article_id = ${article}::bigint`), ...words],
    };
  if (article !== undefined)
    return { from, id, key: sql`thread`, indexConditions: ofArticle, scanConditions: [...spam, ...words] };
  if (tab === "spam")
    return { from, id, key: sql`created_at`, indexConditions: [sql`status = 'spam'`], scanConditions: words };
  return { from, id, key: id, indexConditions: [], scanConditions: words };
}

/** The first sort key of a tab: a timestamp, the thread's number (one article's comments), or the id (all comments). */
function sortKeyKind({ tab, article, member, comment }: QueueFilter): "moment" | "thread" | "id" {
  if (comment !== undefined) return "id";
  if (tab !== "spam" && tab !== "all") return "moment";
  if (member !== undefined) return "moment";
  if (article !== undefined) return "thread";
  return tab === "spam" ? "moment" : "id";
}

/** Converts the number in a cursor to the SQL value of the sort key. */
export function sortKeyToSql(filter: QueueFilter, key: number): SQL {
  const kind = sortKeyKind(filter);
  if (kind === "id") return sql`${key}::bigint`;
  if (kind === "thread") return sql`${Math.min(key, 2_147_483_647)}::int`;
  return sql`${new Date(Math.min(key, 8.64e15)).toISOString()}::timestamptz`;
}

/** Converts the sort key to the number in a cursor. */
export function sortKeyToNumber(filter: QueueFilter, key: SQL): SQL {
  return sortKeyKind(filter) === "moment" ? sql`round(extract(epoch from ${key}) * 1000)::bigint` : sql`${key}::bigint`;
}
