import { and, count, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { commentReports, comments, memberStandings, members, ratings, watchedVotes } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { type Standing, toStanding } from "#features/members/standing/rules.ts";
import { findReliabilities, type Reliability } from "#features/reports/queries.ts";
import type { WeightSettings } from "#features/reports/rules.ts";
import { listMemberDecisions, type MemberDecision } from "./decisions/queries.ts";
import { findLinkedRegistrations, type LinkedRegistrations } from "./linked-registrations.ts";
import type { CommentStatusCounts } from "./rules.ts";

export interface MemberRecord {
  id: number;
  name: string;
  /** Null for a deleted account. */
  handle: string | null;
  role: Role;
  registeredAt: Date;
  confirmed: boolean;
  deletedAt: Date | null;
  hasProfile: boolean;
  /** The last activity of an open session, to the day. */
  lastSeen: Date | null;
  standing: Standing;
  bannedAt: Date | null;
  warnedAt: Date | null;
  acknowledgedAt: Date | null;
  /** The version of the standing, which a decision names as the version seen. */
  version: number;
  commentCounts: CommentStatusCounts;
  /** Reports on the member's comments: their number, and the number of comments reported. */
  reportsReceived: { reports: number; comments: number };
  /** The outcomes of the reports that the member made. */
  reportsMade: Reliability;
  votes: { count: number; mean: number | null; held: number };
  formerHandles: string[];
  linked: LinkedRegistrations;
  decisions: MemberDecision[];
  notes: MemberDecision[];
}

/**
 * Finds everything that a moderator sees of a member; undefined for an unknown id. Nine statements, regardless of the
 * amount. For a deleted account, only comments and decisions remain.
 */
export async function findMemberRecord(
  db: Executor,
  id: number,
  settings: WeightSettings,
): Promise<MemberRecord | undefined> {
  const account = await findAccount(db, id);
  if (!account) return undefined;
  const [commentCounts, reportsReceived, reliabilities, votes, formerHandles, linked, decisions, notes] =
    await Promise.all([
      countCommentsByStatus(db, id),
      countReportsReceived(db, id),
      findReliabilities(db, [id], settings),
      countVotes(db, id),
      account.handle ? listFormerHandles(db, account.handle) : [],
      findLinkedRegistrations(db, id),
      listMemberDecisions(db, id),
      listMemberDecisions(db, id, { notes: true }),
    ]);
  const reportsMade = reliabilities.get(id) ?? { open: 0, upheld: 0, dismissed: 0, abusive: 0, weight: 0 };
  return { ...account, commentCounts, reportsReceived, reportsMade, votes, formerHandles, linked, decisions, notes };
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
      standingRow: memberStandings,
      lastSeen: sql<string | null>`(select max(last_seen_at) from member_sessions where member_id = members.id)`,
    })
    .from(members)
    .leftJoin(memberStandings, eq(memberStandings.memberId, members.id))
    .where(eq(members.id, id));
  if (!row) return undefined;
  const { standingRow, confirmedAt, hiddenAt, handle, lastSeen, ...account } = row;
  const deleted = account.deletedAt !== null;
  return {
    ...account,
    handle: deleted ? null : handle,
    confirmed: confirmedAt !== null,
    hasProfile: !deleted && confirmedAt !== null && hiddenAt === null,
    lastSeen: lastSeen ? new Date(lastSeen) : null,
    standing: toStanding(standingRow),
    bannedAt: standingRow?.bannedAt ?? null,
    warnedAt: standingRow?.warnedAt ?? null,
    acknowledgedAt: standingRow?.acknowledgedAt ?? null,
    version: standingRow?.version ?? 0,
  };
}

async function countCommentsByStatus(db: Executor, id: number): Promise<CommentStatusCounts> {
  const rows = await db
    .select({ status: comments.status, deleted: sql<boolean>`${comments.deletedAt} is not null`, n: count() })
    .from(comments)
    .where(eq(comments.memberId, id))
    .groupBy(comments.status, sql`${comments.deletedAt} is not null`);
  const written: CommentStatusCounts = { visible: 0, pending: 0, rejected: 0, spam: 0, removed: 0, deleted: 0 };
  for (const { status, deleted, n } of rows) written[deleted ? "deleted" : status] += n;
  return written;
}

async function countReportsReceived(db: Executor, id: number) {
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

/** The former handles of a member: the redirects to their current profile. */
async function listFormerHandles(db: Executor, handle: string): Promise<string[]> {
  const rows = await db.execute<{ from_path: string }>(sql`
    select from_path from redirects where to_path = ${`/members/${handle}`} order by created_at desc limit 20`);
  return rows.flatMap(({ from_path }) => /^\/members\/([^/]+)$/.exec(from_path)?.[1] ?? []);
}
