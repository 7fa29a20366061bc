import { type SQL, sql } from "drizzle-orm";
import type { Place } from "../places.ts";

/** As the view's index is: those of comments by their moment are descending with nulls last, which the planner does not take for the usual order. */
export function orderOf({ view, article, member, comment, oldest }: Place): SQL {
  if (comment !== undefined) return sql`desc`;
  const byMoment =
    (view === "spam" && article === undefined) || (member !== undefined && (view === "spam" || view === "all"));
  if (byMoment) return oldest ? sql`asc nulls first` : sql`desc nulls last`;
  return oldest ? sql`asc` : sql`desc`;
}

/** Conditions as one. */
export const all = (conditions: SQL[]) => (conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`);

/** Where a view's items come from: a table with an index for its order, what that index can filter by, and what is left to be looked at. */
export function sourceOf({ view, article, member, comment, q }: Place) {
  if (comment !== undefined)
    return { from: sql`comments`, id: sql`id`, key: sql`id`, filters: [sql`id = ${comment}::bigint`], left: [] };
  const words = q === undefined ? [] : [sql`comments.body_source ilike ${`%${q.replaceAll(/[\\%_]/g, "\\$&")}%`}`];
  const ofArticle = article === undefined ? [] : [sql`article_id = ${article}::bigint`];
  const ofMember = member === undefined ? [] : [sql`member_id = ${member}::bigint`];
  if (view === "review" || view === "reported" || view === "pending") {
    const kind = view === "reported" ? [sql`reports > 0`] : view === "pending" ? [sql`pending`] : [];
    return {
      from: sql`moderation_queue`,
      id: sql`comment_id`,
      key: sql`queued_at`,
      // The queue is small: what its index leaves is little.
      filters: [...kind, ...ofArticle, ...ofMember],
      left: words,
    };
  }
  const spam = view === "spam" ? [sql`comments.status = 'spam'`] : [];
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
  if (view === "spam") return { from, id, key: sql`created_at`, filters: [sql`status = 'spam'`], left: words };
  return { from, id, key: id, filters: [], left: words };
}

/** A view's order begins with a moment, or (a whole discussion) with the thread's number, or (everything) is the id itself. */
function keyKind({ view, article, member, comment }: Place): "moment" | "thread" | "id" {
  if (comment !== undefined) return "id";
  if (view !== "spam" && view !== "all") return "moment";
  if (member !== undefined) return "moment";
  if (article !== undefined) return "thread";
  return view === "spam" ? "moment" : "id";
}

/** A place of the order as SQL, from the number in an address. */
export function keyValue(place: Place, key: number): SQL {
  const kind = keyKind(place);
  if (kind === "id") return sql`${key}::bigint`;
  if (kind === "thread") return sql`${Math.min(key, 2_147_483_647)}::int`;
  return sql`${new Date(Math.min(key, 8.64e15)).toISOString()}::timestamptz`;
}

/** The order's key as a number, for an address. */
export function keyNumber(place: Place, key: SQL): SQL {
  return keyKind(place) === "moment" ? sql`round(extract(epoch from ${key}) * 1000)::bigint` : sql`${key}::bigint`;
}
