import { and, count, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { commentReports, comments, memberStandings, members, ratings, watchedVotes } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { findReliabilities, type Reliability } from "#features/reports/queries.ts";
import type { Weighing } from "#features/reports/rules.ts";
import { type Standing, standingOf } from "../rules.ts";
import { type DecisionAbout, listDecisionsAbout } from "./decisions/queries.ts";
import { findLinked, type Linked } from "./linked/queries.ts";
import type { Written } from "./rules.ts";

export interface Person {
  id: number;
  name: string;
  /** Null once deleted. */
  handle: string | null;
  role: Role;
  registeredAt: Date;
  confirmed: boolean;
  deletedAt: Date | null;
  hasProfile: boolean;
  /** The day, no more: the last sight of an open session. */
  lastSeen: Date | null;
  standing: Standing;
  bannedAt: Date | null;
  warnedAt: Date | null;
  acknowledgedAt: Date | null;
  /** Of the standing: what a decision says it saw. */
  version: number;
  written: Written;
  /** Reports on their comments: how many, and on how many of them. */
  reported: { reports: number; comments: number };
  /** What they reported. */
  reports: Reliability;
  votes: { count: number; mean: number | null; held: number };
  formerHandles: string[];
  linked: Linked;
  decisions: DecisionAbout[];
  notes: DecisionAbout[];
}

/**
 * All that a moderator sees of a member; undefined for an unknown id. Nine statements, however much there is. Of a deleted one nothing is left but what
 * they wrote and what was decided.
 */
export async function findPerson(db: Executor, id: number, settings: Weighing): Promise<Person | undefined> {
  const account = await findAccount(db, id);
  if (!account) return undefined;
  const [written, reported, reliabilities, votes, formerHandles, linked, decisions, notes] = await Promise.all([
    countWritten(db, id),
    countReported(db, id),
    findReliabilities(db, [id], settings),
    countVotes(db, id),
    account.handle ? listFormerHandles(db, account.handle) : [],
    findLinked(db, id),
    listDecisionsAbout(db, id),
    listDecisionsAbout(db, id, { notes: true }),
  ]);
  const reports = reliabilities.get(id) ?? { open: 0, upheld: 0, dismissed: 0, abusive: 0, weight: 0 };
  return { ...account, written, reported, reports, votes, formerHandles, linked, decisions, notes };
}

async function findAccount(db: Executor, id: number) {
  const [row] = await db
    .select({
      id: members.id,
      name: members.name,
      handle: members.handle,
      role: members.role,
      registeredAt: members.createdAt,
      confirmedAt: members.confirmedAt,
      deletedAt: members.deletedAt,
      hiddenAt: members.profileHiddenAt,
      held: memberStandings,
      lastSeen: sql<string | null>`(select max(last_seen_at) from member_sessions where member_id = members.id)`,
    })
    .from(members)
    .leftJoin(memberStandings, eq(memberStandings.memberId, members.id))
    .where(eq(members.id, id));
  if (!row) return undefined;
  const { held, confirmedAt, hiddenAt, handle, lastSeen, ...account } = row;
  const deleted = account.deletedAt !== null;
  return {
    ...account,
    handle: deleted ? null : handle,
    confirmed: confirmedAt !== null,
    hasProfile: !deleted && confirmedAt !== null && hiddenAt === null,
    lastSeen: lastSeen ? new Date(lastSeen) : null,
    standing: standingOf(held),
    bannedAt: held?.bannedAt ?? null,
    warnedAt: held?.warnedAt ?? null,
    acknowledgedAt: held?.acknowledgedAt ?? null,
    version: held?.version ?? 0,
  };
}

async function countWritten(db: Executor, id: number): Promise<Written> {
  const rows = await db
    .select({ status: comments.status, deleted: sql<boolean>`${comments.deletedAt} is not null`, n: count() })
    .from(comments)
    .where(eq(comments.memberId, id))
    .groupBy(comments.status, sql`${comments.deletedAt} is not null`);
  const written: Written = { visible: 0, pending: 0, rejected: 0, spam: 0, removed: 0, deleted: 0 };
  for (const { status, deleted, n } of rows) written[deleted ? "deleted" : status] += n;
  return written;
}

async function countReported(db: Executor, id: number) {
  const [row] = await db
    .select({ reports: count(), comments: sql<number>`count(distinct ${commentReports.commentId})::int` })
    .from(commentReports)
    .innerJoin(comments, eq(comments.id, commentReports.commentId))
    .where(eq(comments.memberId, id));
  return row ?? { reports: 0, comments: 0 };
}

async function countVotes(db: Executor, id: number) {
  const [row] = await db
    .select({
      count: count(),
      mean: sql<number | null>`avg(${ratings.stars})::float8`,
      held: sql<number>`count(*) filter (where ${watchedVotes.state} = 'held')::int`,
    })
    .from(ratings)
    .leftJoin(
      watchedVotes,
      and(eq(watchedVotes.articleId, ratings.articleId), eq(watchedVotes.memberId, ratings.memberId)),
    )
    .where(eq(ratings.memberId, id));
  return row ?? { count: 0, mean: null, held: 0 };
}

/** Under which addresses a member was known before: what leads to their profile now. */
async function listFormerHandles(db: Executor, handle: string): Promise<string[]> {
  const rows = await db.execute<{ from_path: string }>(sql`
    select from_path from redirects where to_path = ${`/members/${handle}`} order by created_at desc limit 20`);
  return rows.flatMap(({ from_path }) => /^\/members\/([^/]+)$/.exec(from_path)?.[1] ?? []);
}
