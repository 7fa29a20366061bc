import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import type { WatchedVoteState } from "#db/schema/ratings.ts";
import { articles, comments, memberStandings, members, moderationDecisions, watchedVotes } from "#db/schema.ts";
import { type DecisionSubject, isNotMessagePart } from "#features/decision-history/queries.ts";
import { type Standing, toStanding } from "#features/members/standing/rules.ts";

/** The last decision on a subject, undos included. */
interface LastDecision {
  id: number;
  action: string;
  /** The moderator's name; null if a rule decided or the account was deleted. */
  by: string | null;
  /** The moderator's id, by which viewers recognise their own decisions. */
  actorId: number | null;
  rule: string | null;
  reason: string | null;
  at: Date;
}

/** The current state of a subject. A page that showed an older one displays this instead. */
export interface CurrentState {
  kind: DecisionSubject;
  id: number;
  version: number;
  /** Set for a comment. */
  status?: CommentStatus;
  featured?: boolean;
  deleted?: boolean;
  editedAt?: Date | null;
  /** Set for an article's thread. */
  policy?: CommentPolicy;
  slowModeMinutes?: number;
  /** Set for a vote. */
  vote?: WatchedVoteState;
  /** Set for a member. */
  standing?: Standing;
  last: LastDecision | null;
}

/** Finds the current state of a subject; undefined if it no longer exists. */
export async function findCurrentState(
  db: Executor,
  { kind, id }: { kind: DecisionSubject; id: number },
): Promise<CurrentState | undefined> {
  if (kind === "comment") return (await listCommentStates(db, [id])).get(id);
  const readers = { article: findCurrentThreadState, member: findCurrentMemberState, vote: findCurrentVoteState };
  const state = await readers[kind](db, id);
  return state && { kind, id, ...state, last: await findLastDecision(db, kind, id) };
}

/** The columns of a comment's current state. */
export const commentStateColumns = {
  id: comments.id,
  version: comments.version,
  status: comments.status,
  featured: sql<boolean>`${comments.featuredAt} is not null`,
  deleted: sql<boolean>`${comments.deletedAt} is not null`,
  editedAt: comments.editedAt,
};

/** The current states of comments in one statement. Comments that no longer exist are left out. */
export async function listCommentStates(db: Executor, ids: number[]): Promise<Map<number, CurrentState>> {
  if (ids.length === 0) return new Map();
  const isOnComment = and(eq(moderationDecisions.subject, "comment"), eq(moderationDecisions.subjectId, comments.id));
  const last = selectLastDecision(db, isOnComment).as("last");
  const rows = await db
    .select({
      ...commentStateColumns,
      decision: last.id,
      action: last.action,
      by: last.by,
      actorId: last.actorId,
      rule: last.rule,
      reason: last.reason,
      at: last.at,
    })
    .from(comments)
    .leftJoinLateral(last, sql`true`)
    .where(inArray(comments.id, ids));
  return new Map(
    rows.map(({ decision, action, by, actorId, rule, reason, at, ...state }) => {
      const decided = decision !== null && action !== null && at !== null;
      return [
        state.id,
        { kind: "comment", ...state, last: decided ? { id: decision, action, by, actorId, rule, reason, at } : null },
      ];
    }),
  );
}

async function findCurrentThreadState(db: Executor, id: number) {
  const [row] = await db
    .select({
      version: articles.threadVersion,
      policy: articles.commentPolicy,
      slowModeMinutes: articles.slowModeMinutes,
    })
    .from(articles)
    .where(eq(articles.id, id));
  return row;
}

async function findCurrentMemberState(db: Executor, id: number) {
  const [row] = await db
    .select({ member: members.id, standing: memberStandings })
    .from(members)
    .leftJoin(memberStandings, eq(memberStandings.memberId, members.id))
    .where(eq(members.id, id));
  return row && { version: row.standing?.version ?? 0, standing: toStanding(row.standing) };
}

async function findCurrentVoteState(db: Executor, id: number) {
  const [row] = await db
    .select({ version: watchedVotes.version, vote: watchedVotes.state })
    .from(watchedVotes)
    .where(eq(watchedVotes.id, id));
  return row;
}

/** The last decision on a subject; null if there is none. */
export async function findLastDecision(
  db: Executor,
  subject: DecisionSubject,
  subjectId: number,
): Promise<LastDecision | null> {
  const isOnSubject = and(eq(moderationDecisions.subject, subject), eq(moderationDecisions.subjectId, subjectId));
  const [row] = await selectLastDecision(db, isOnSubject);
  return row ?? null;
}

function selectLastDecision(db: Executor, condition: SQL | undefined) {
  return db
    .select({
      id: moderationDecisions.id,
      action: moderationDecisions.action,
      by: members.name,
      actorId: moderationDecisions.actorId,
      rule: moderationDecisions.rule,
      reason: moderationDecisions.reason,
      at: moderationDecisions.createdAt,
    })
    .from(moderationDecisions)
    .leftJoin(members, eq(members.id, moderationDecisions.actorId))
    .where(and(condition, isNotMessagePart))
    .orderBy(desc(moderationDecisions.id))
    .limit(1);
}
