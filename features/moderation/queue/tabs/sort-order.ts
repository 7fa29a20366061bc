import { type SQL, sql } from "drizzle-orm";
import type { QueueFilter } from "./rules.ts";

/** As the view's index is: those of comments by their moment are descending with nulls last, which the planner does not take for the usual order. */
export function sortDirection({ tab, article, member, comment, oldest }: QueueFilter): SQL {
  if (comment !== undefined) return sql`desc`;
  const byMoment =
    (tab === "spam" && article === undefined) || (member !== undefined && (tab === "spam" || tab === "all"));
  if (byMoment) return oldest ? sql`asc nulls first` : sql`desc nulls last`;
  return oldest ? sql`asc` : sql`desc`;
}

/** Conditions as one. */
export const allOf = (conditions: SQL[]) => (conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`);

/** Where a view's items come from: a table with an index for its order, what that index can filter by, and what is left to be looked at. */
export function tabSource({ tab, article, member, comment, q }: QueueFilter) {
  if (comment !== undefined)
    return { from: sql`comments`, id: sql`id`, key: sql`id`, filters: [sql`id = ${comment}::bigint`], left: [] };
  const words = q === undefined ? [] : [sql`comments.body_source ilike ${`%${q.replaceAll(/[\\%_]/g, "\\$&")}%`}`];
  const ofArticle = article === undefined ? [] : [sql`article_id = ${article}::bigint`];
  const ofMember = member === undefined ? [] : [sql`member_id = ${member}::bigint`];
  if (tab === "review" || tab === "reported" || tab === "pending") {
    const kind = tab === "reported" ? [sql`reports > 0`] : tab === "pending" ? [sql`pending`] : [];
    return {
      from: sql`moderation_queue`,
      id: sql`comment_id`,
      key: sql`queued_at`,
      // The queue is small: what its index leaves is little.
      filters: [...kind, ...ofArticle, ...ofMember],
      left: words,
    };
  }
  const spam = tab === "spam" ? [sql`comments.status = 'spam'`] : [];
  const from = sql`comments`;
  const id = sql`id`;
  // Nobody wrote everything: a member's own comments are few enough to look through.
  if (member !== undefined)
    return {
      from,
      id,
      key: sql`created_at`,
      filters: ofMember,
      left: [...spam, ...ofArticle.map(() => sql`comments.article_id = ${article}::bigint`), ...words],
    };
  if (article !== undefined) return { from, id, key: sql`thread`, filters: ofArticle, left: [...spam, ...words] };
  if (tab === "spam") return { from, id, key: sql`created_at`, filters: [sql`status = 'spam'`], left: words };
  return { from, id, key: id, filters: [], left: words };
}

/** A view's order begins with a moment, or (a whole discussion) with the thread's number, or (everything) is the id itself. */
function sortKeyKind({ tab, article, member, comment }: QueueFilter): "moment" | "thread" | "id" {
  if (comment !== undefined) return "id";
  if (tab !== "spam" && tab !== "all") return "moment";
  if (member !== undefined) return "moment";
  if (article !== undefined) return "thread";
  return tab === "spam" ? "moment" : "id";
}

/** A place of the order as SQL, from the number in an address. */
export function sortKeyToSql(place: QueueFilter, key: number): SQL {
  const kind = sortKeyKind(place);
  if (kind === "id") return sql`${key}::bigint`;
  if (kind === "thread") return sql`${Math.min(key, 2_147_483_647)}::int`;
  return sql`${new Date(Math.min(key, 8.64e15)).toISOString()}::timestamptz`;
}

/** The order's key as a number, for an address. */
export function sortKeyToNumber(place: QueueFilter, key: SQL): SQL {
  return sortKeyKind(place) === "moment" ? sql`round(extract(epoch from ${key}) * 1000)::bigint` : sql`${key}::bigint`;
}
