import { and, desc, eq, gt, inArray, isNull, ne, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import {
  articles,
  comments,
  commentVerdicts,
  memberStandings,
  members,
  moderationClaims,
  moderationDecisions,
  moderationQueue,
} from "#db/schema.ts";
import { standsApart } from "#features/comments/queries.ts";
import { isUndone } from "../decisions/history.ts";
import { standingColumns } from "../queries.ts";
import { type Cursor, type Place, pageLength, type View, windowLength } from "./places.ts";

/** Counts of comments that many sites have many of end here: nobody reads further. */
const mostCounted = 1_000;

/** How many each view holds; `spam` stops at `mostCounted`, `all` is not counted. */
export async function countViews(db: Executor): Promise<Record<Exclude<View, "all">, number>> {
  const spam = db
    .select({ one: sql`1`.as("one") })
    .from(comments)
    .where(eq(comments.status, "spam"))
    .limit(mostCounted)
    .as("spam");
  const [row] = await db
    .select({
      review: sql<number>`count(*)::int`,
      reported: sql<number>`count(*) filter (where reports > 0)::int`,
      pending: sql<number>`count(*) filter (where pending)::int`,
      spam: sql<number>`(select count(*)::int from ${spam})`,
    })
    .from(moderationQueue);
  return row ?? { review: 0, reported: 0, pending: 0, spam: 0 };
}

/** How many comments wait for a moderator. */
export async function countWaiting(db: Executor): Promise<number> {
  const [row] = await db.select({ waiting: sql<number>`count(*)::int` }).from(moderationQueue);
  return row?.waiting ?? 0;
}

export interface QueuePage {
  ids: number[];
  /** Where the next page begins; undefined at the end. */
  next: Cursor | undefined;
  /** Where the newest item stands: what came later is new. */
  first: Cursor | undefined;
  /** The page ends because so many were looked through, not because it is full. */
  looked: number | undefined;
}

/**
 * A page of a view, by its order's own index (`after`, never an offset). Where what is asked for has no index (words; who and where at once;
 * what is spam on one article), the next `windowLength` of the order are looked through, whatever the table holds.
 */
export async function listQueue(db: Executor, place: Place, length = pageLength): Promise<QueuePage> {
  const { from, id, key, filters, left } = sourceOf(place);
  const past = place.after
    ? [
        sql`(${key}, ${id}) ${place.oldest ? sql`>` : sql`<`} (${keyValue(place, place.after[0])}, ${place.after[1]}::bigint)`,
      ]
    : [];
  const order = orderOf(place);
  const some = left.length > 0;
  const rows = await db.execute<{ id: number; key: number; hit: boolean; looked: number }>(sql`
    with seen as materialized (
      select ${id} as id, ${key} as key from ${from} where ${all([...filters, ...past])}
      order by ${key} ${order}, ${id} ${order} limit ${some ? windowLength : length + 1}
    ), hit as (
      select seen.id, seen.key from seen ${some ? sql`join comments on comments.id = seen.id where ${all(left)}` : sql``}
      order by seen.key ${order}, seen.id ${order} limit ${length + 1}
    )
    select id, ${keyNumber(place, sql`key`)} as key, true as hit, (select count(*)::int from seen) as looked from hit
    union all
    (select id, ${keyNumber(place, sql`key`)}, false, (select count(*)::int from seen) from seen ${some ? sql`` : sql`where false`}
      order by key ${place.oldest ? sql`desc` : sql`asc`}, id ${place.oldest ? sql`desc` : sql`asc`} limit 1)`);
  const hits = rows.filter(({ hit }) => hit).map((row) => [Number(row.key), Number(row.id)] as const);
  hits.sort((a, b) => (a[0] - b[0] || a[1] - b[1]) * (place.oldest ? 1 : -1));
  const end = rows.find(({ hit }) => !hit);
  const shown = hits.slice(0, length);
  const full = hits.length > length;
  const unread = !full && end && end.looked === windowLength;
  return {
    ids: shown.map(([, one]) => one),
    next: full ? shown.at(-1) : unread ? [Number(end.key), Number(end.id)] : undefined,
    first: place.oldest ? hits.at(-1) : hits[0],
    looked: unread ? end.looked : undefined,
  };
}

/** How many came into a view since its page was made, counted to a hundred. */
export async function countNewer(db: Executor, place: Place, since: Cursor): Promise<number> {
  const { from, id, key, filters, left } = sourceOf(place);
  const [row] = await db.execute<{ newer: number }>(sql`
    with seen as materialized (
      select ${id} as id from ${from}
      where ${all([...filters, sql`(${key}, ${id}) > (${keyValue(place, since[0])}, ${since[1]}::bigint)`])}
      order by ${key}, ${id} limit 100
    )
    select count(*)::int as newer from seen ${left.length > 0 ? sql`join comments on comments.id = seen.id where ${all(left)}` : sql``}`);
  return row?.newer ?? 0;
}

/** Everything in a view for a decision on all of it, each with its version; at most `most`, in the view's order. */
export async function listForAll(db: Executor, place: Place, most: number): Promise<{ id: number; version: number }[]> {
  const { from, id, key, filters, left } = sourceOf(place);
  const order = orderOf(place);
  const rows = await db.execute<{ id: number; version: number }>(sql`
    with seen as materialized (
      select ${id} as id, ${key} as key from ${from} where ${all(filters)} order by ${key} ${order}, ${id} ${order} limit ${most}
    )
    select comments.id, comments.version from seen join comments on comments.id = seen.id where ${all([...left, sql`comments.deleted_at is null`])}
    order by seen.key ${order}, seen.id ${order}`);
  return rows.map((row) => ({ id: Number(row.id), version: row.version }));
}

/** As the view's index is: those of comments by their moment are descending with nulls last, which the planner does not take for the usual order. */
function orderOf({ view, article, member, comment, oldest }: Place): SQL {
  if (comment !== undefined) return sql`desc`;
  const byMoment =
    (view === "spam" && article === undefined) || (member !== undefined && (view === "spam" || view === "all"));
  if (byMoment) return oldest ? sql`asc nulls first` : sql`desc nulls last`;
  return oldest ? sql`asc` : sql`desc`;
}

const all = (conditions: SQL[]) => (conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`);

/** Where a view's items come from: a table with an index for its order, what that index can filter by, and what is left to be looked at. */
function sourceOf({ view, article, member, comment, q }: Place) {
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

function keyValue(place: Place, key: number): SQL {
  const kind = keyKind(place);
  if (kind === "id") return sql`${key}::bigint`;
  if (kind === "thread") return sql`${Math.min(key, 2_147_483_647)}::int`;
  return sql`${new Date(Math.min(key, 8.64e15)).toISOString()}::timestamptz`;
}

function keyNumber(place: Place, key: SQL): SQL {
  return keyKind(place) === "moment" ? sql`round(extract(epoch from ${key}) * 1000)::bigint` : sql`${key}::bigint`;
}

const parent = alias(comments, "parent");
const parentMember = alias(members, "parent_member");

/** What a moderator looks at of comments, but for their reports (`listReports`): a fixed number of statements; ids that are gone are left out. */
export async function listItems(db: Executor, ids: number[], viewerId: number) {
  if (ids.length === 0) return [];
  const [rows, verdicts, decisions, claims] = await Promise.all([
    commentsOf(db, ids),
    db
      .select({
        commentId: commentVerdicts.commentId,
        action: commentVerdicts.action,
        reason: commentVerdicts.reason,
        rule: commentVerdicts.rule,
        values: commentVerdicts.values,
      })
      .from(commentVerdicts)
      .where(inArray(commentVerdicts.commentId, ids))
      .orderBy(commentVerdicts.commentId, commentVerdicts.place),
    decisionsOn(db, ids),
    listClaims(db, ids, viewerId),
  ]);
  const of = <T extends { commentId: number }>(list: T[]) => Map.groupBy(list, ({ commentId }) => commentId);
  const [verdictsOf, decisionsBy, claimsOf] = [of(verdicts), of(decisions), of(claims)];
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    return [
      {
        ...row,
        verdicts: verdictsOf.get(id) ?? [],
        decisions: decisionsBy.get(id) ?? [],
        claims: claimsOf.get(id) ?? [],
      },
    ];
  });
}

export type ItemRow = Awaited<ReturnType<typeof listItems>>[number];

function commentsOf(db: Executor, ids: number[]) {
  return db
    .select({
      id: comments.id,
      version: comments.version,
      status: comments.status,
      featured: sql<boolean>`${comments.featuredAt} is not null`,
      deleted: sql<boolean>`${comments.deletedAt} is not null`,
      bodyHtml: comments.bodyHtml,
      createdAt: comments.createdAt,
      editedAt: comments.editedAt,
      thread: comments.thread,
      apart: standsApart,
      memberId: comments.memberId,
      name: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      handle: members.handle,
      role: members.role,
      joinedAt: members.createdAt,
      memberDeleted: sql<boolean>`${members.deletedAt} is not null`,
      standing: standingColumns,
      standingVersion: sql<number>`coalesce(${memberStandings.version}, 0)`,
      article: { id: articles.id, slug: articles.slug, title: articles.title, policy: articles.commentPolicy },
      parentId: comments.parentId,
      parentHtml: parent.bodyHtml,
      parentName: sql<string | null>`coalesce(${parentMember.name}, ${parent.authorName})`,
      queue: { id: moderationQueue.commentId, reports: moderationQueue.reports, queuedAt: moderationQueue.queuedAt },
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .leftJoin(memberStandings, eq(memberStandings.memberId, comments.memberId))
    .leftJoin(parent, eq(parent.id, comments.parentId))
    .leftJoin(parentMember, eq(parentMember.id, parent.memberId))
    .leftJoin(moderationQueue, eq(moderationQueue.commentId, comments.id))
    .where(inArray(comments.id, ids));
}

/** Decisions that are shown of one comment: the newest. */
const mostShown = 10;

function decisionsOn(db: Executor, ids: number[]) {
  const newest = db
    .select({
      id: moderationDecisions.id,
      action: moderationDecisions.action,
      reason: moderationDecisions.reason,
      rule: moderationDecisions.rule,
      note: moderationDecisions.note,
      actorId: moderationDecisions.actorId,
      createdAt: moderationDecisions.createdAt,
      undone: isUndone.as("undone"),
    })
    .from(moderationDecisions)
    .where(
      and(
        eq(moderationDecisions.subject, "comment"),
        sql`${moderationDecisions.subjectId} = asked.id`,
        ne(moderationDecisions.action, "undo"),
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(mostShown)
    .as("newest");
  return db
    .select({
      commentId: sql<number>`asked.id`.mapWith(Number),
      id: newest.id,
      action: newest.action,
      reason: newest.reason,
      rule: newest.rule,
      note: newest.note,
      by: members.name,
      createdAt: newest.createdAt,
      undone: newest.undone,
    })
    .from(sql`unnest(${idList(ids)}) as asked (id)`)
    .innerJoinLateral(newest, sql`true`)
    .leftJoin(members, eq(members.id, newest.actorId));
}

const idList = (ids: number[]) => sql`${sql.param(`{${ids.join(",")}}`)}::bigint[]`;

/** Who else looks at which of these now. */
export function listClaims(db: Executor, ids: number[], viewerId: number) {
  return db
    .select({ commentId: moderationClaims.commentId, name: members.name })
    .from(moderationClaims)
    .innerJoin(members, eq(members.id, moderationClaims.memberId))
    .where(
      and(
        inArray(moderationClaims.commentId, ids),
        ne(moderationClaims.memberId, viewerId),
        gt(moderationClaims.expiresAt, sql`now()`),
      ),
    );
}

/** One's own last decisions that can still be undone, the newest first: what they were about. */
export async function listOwnDecisions(db: Executor, actorId: number, most = 10) {
  const author = alias(members, "author");
  return db
    .select({
      id: moderationDecisions.id,
      subject: moderationDecisions.subject,
      subjectId: moderationDecisions.subjectId,
      action: moderationDecisions.action,
      reason: moderationDecisions.reason,
      createdAt: moderationDecisions.createdAt,
      name: author.name,
      /** Of a decision about its thread. */
      article: sql<string | null>`case when ${moderationDecisions.subject} = 'article' then ${articles.title} end`,
      parts: sql<number>`(select count(*)::int from moderation_decisions as part where part.part_of = ${moderationDecisions.id})`,
    })
    .from(moderationDecisions)
    .leftJoin(author, eq(author.id, moderationDecisions.memberId))
    .leftJoin(articles, eq(articles.id, moderationDecisions.articleId))
    .where(
      and(
        eq(moderationDecisions.actorId, actorId),
        ne(moderationDecisions.action, "undo"),
        isNull(moderationDecisions.partOf),
        sql`not ${isUndone}`,
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(most);
}

/** Which of these comments are no longer as they were seen, and how they stand. */
export async function listChanged(db: Executor, seen: { id: number; version: number }[]): Promise<number[]> {
  if (seen.length === 0) return [];
  const rows = await db
    .select({ id: comments.id, version: comments.version })
    .from(comments)
    .where(
      inArray(
        comments.id,
        seen.map(({ id }) => id),
      ),
    );
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  return seen.filter(({ id, version }) => versions.get(id) !== version).map(({ id }) => id);
}

/** What a filter is about, for its name on the page. */
export async function findFilter(db: Executor, { article, member }: Pick<Place, "article" | "member">) {
  const ofArticle = article ? await findThread(db, article) : undefined;
  const [ofMember] = member ? await db.select({ name: members.name }).from(members).where(eq(members.id, member)) : [];
  return { article: ofArticle, member: ofMember };
}

/** An article's discussion, for who closes or opens it. */
export type Thread = NonNullable<Awaited<ReturnType<typeof findThread>>>;

/** Undefined where there is no such article. */
export async function findThread(db: Executor, articleId: number) {
  const [row] = await db
    .select({
      id: articles.id,
      slug: articles.slug,
      title: articles.title,
      status: articles.status,
      policy: articles.commentPolicy,
      version: articles.threadVersion,
      publishedAt: articles.publishedAt,
      closeAfterDays: articles.commentsCloseAfterDays,
    })
    .from(articles)
    .where(eq(articles.id, articleId));
  return row;
}

/** What a decision was about. */
export async function findSubject(db: Executor, decision: number) {
  const [row] = await db
    .select({ kind: moderationDecisions.subject, id: moderationDecisions.subjectId })
    .from(moderationDecisions)
    .where(eq(moderationDecisions.id, decision));
  return row;
}
