import { and, desc, eq, inArray, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  appealOutcomes,
  appeals,
  appealTexts,
  articles,
  comments,
  decisionMails,
  memberStandings,
  moderationDecisions,
  watchedVotes,
} from "#db/schema.ts";
import { isUndone } from "#features/decision-history/queries.ts";
import { restrictionActions, routineRules, statementsPerPage } from "./rules.ts";

/** Somebody decided later about the same field of the same subject, and that holds. Warnings and messages replace none. */
const isSuperseded: SQL<boolean> = sql<boolean>`(moderation_decisions.action not in ('warn', 'message') and exists (
  select 1 from moderation_decisions as later
  where later.subject = moderation_decisions.subject and later.subject_id = moderation_decisions.subject_id
    and later.id > moderation_decisions.id and later.action <> 'undo'
    and exists (select 1 from jsonb_object_keys(moderation_decisions.after) as field where later.after ? field)
    and not exists (select 1 from moderation_decisions as u where u.reverts in (later.id, later.part_of))))`;

/** How many comments came along with a ban. What was decided together with another comment is not its author's to know. */
const cascadedCount: SQL<number> = sql<number>`case when moderation_decisions.subject = 'member' then (
  select count(*)::int from moderation_decisions as part where part.part_of = moderation_decisions.id) else 0 end`;

/** The ban with which a comment was taken along; null for one that was decided on by itself or with others of a selection. */
const banId: SQL<number | null> = sql<number | null>`(
  select head.id::float8 from moderation_decisions as head
  where head.id = moderation_decisions.part_of and head.subject = 'member')`;

const undoneAction = sql<(typeof moderationDecisions.action.enumValues)[number] | null>`(
  select reverted.action from moderation_decisions as reverted where reverted.id = moderation_decisions.reverts)`;

/**
 * What led to it: a notice of illegal content, a member's report, a rule that found it before, the reading that everybody waits for, or nothing
 * but somebody's reading.
 */
const statementCause = sql<"notice" | "report" | "rule" | "routine" | "own">`case
  when moderation_decisions.subject = 'vote' then 'rule'
  when moderation_decisions.subject = 'comment' and exists (
    select 1 from dsa_notices as n
    where n.comment_id = moderation_decisions.subject_id and n.created_at <= moderation_decisions.created_at) then 'notice'
  when moderation_decisions.subject = 'comment' and exists (
    select 1 from comment_reports as r
    where r.comment_id = moderation_decisions.subject_id and r.created_at <= moderation_decisions.created_at) then 'report'
  else coalesce((
    select case when bool_or(held.rule <> all(${`{${routineRules.join(",")}}`}::text[])) then 'rule' else 'routine' end
    from moderation_decisions as held
    where moderation_decisions.subject = 'comment' and held.subject = 'comment' and held.subject_id = moderation_decisions.subject_id
      and held.action = 'hold' and held.id <= moderation_decisions.id having count(*) > 0), 'own') end`;

function select(db: Executor) {
  return db
    .select({
      id: moderationDecisions.id,
      subject: moderationDecisions.subject,
      action: moderationDecisions.action,
      memberId: moderationDecisions.memberId,
      /** By a rule of that name, or (null) by a person. */
      rule: moderationDecisions.rule,
      reason: moderationDecisions.reason,
      note: moderationDecisions.note,
      ban: banId,
      before: moderationDecisions.before,
      after: moderationDecisions.after,
      createdAt: moderationDecisions.createdAt,
      /** Of an undo: what it undid. */
      undoes: undoneAction,
      undone: isUndone,
      superseded: isSuperseded,
      found: statementCause,
      taken: cascadedCount,
      /** For a warning: when the member last said to have read one. */
      acknowledgedAt: memberStandings.acknowledgedAt,
      // Each of one table, so that it is null as a whole.
      comment: { id: comments.id, bodyHtml: comments.bodyHtml, deletedAt: comments.deletedAt },
      /** Of a vote: why it had been held apart. */
      held: { reason: watchedVotes.reason, facts: watchedVotes.facts },
      article: { title: articles.title, slug: articles.slug },
      appeal: { id: appeals.id, createdAt: appeals.createdAt },
      /** What the member wrote; gone with a deleted account. */
      appealBody: appealTexts.body,
      outcome: {
        outcome: appealOutcomes.outcome,
        sole: appealOutcomes.decidedBySameModerator,
        note: appealOutcomes.note,
        decidedAt: appealOutcomes.createdAt,
      },
    })
    .from(moderationDecisions)
    .leftJoin(comments, and(eq(moderationDecisions.subject, "comment"), eq(comments.id, moderationDecisions.subjectId)))
    .leftJoin(
      articles,
      sql`${articles.id} = case when ${moderationDecisions.subject} = 'vote' then ${moderationDecisions.articleId} else ${comments.articleId} end`,
    )
    .leftJoin(
      watchedVotes,
      and(eq(moderationDecisions.subject, "vote"), eq(watchedVotes.id, moderationDecisions.subjectId)),
    )
    .leftJoin(memberStandings, eq(memberStandings.memberId, moderationDecisions.memberId))
    .leftJoin(appeals, eq(appeals.decisionId, moderationDecisions.id))
    .leftJoin(appealTexts, eq(appealTexts.appealId, appeals.id))
    .leftJoin(appealOutcomes, eq(appealOutcomes.appealId, appeals.id))
    .$dynamic();
}

type Row = Awaited<ReturnType<typeof select>>[number];
/** A decision as the member whom it concerns reads it. */
export type Statement = Row;

/** That a vote is held apart its voter reads beside their stars; that it was set aside for good, here. */
const isVisibleToMember = and(
  inArray(moderationDecisions.action, [...restrictionActions]),
  or(ne(moderationDecisions.subject, "vote"), ne(moderationDecisions.action, "hold")),
);

/** A decision about this member or a comment of theirs; undefined for those of others, and for what is no statement. */
export async function findStatement(db: Executor, memberId: number, id: number): Promise<Statement | undefined> {
  const [row] = await select(db).where(
    and(eq(moderationDecisions.id, id), eq(moderationDecisions.memberId, memberId), isVisibleToMember),
  );
  return row;
}

/** The restriction of a comment that is in force, as its author reads it; undefined where none is. */
export async function findCommentStatement(
  db: Executor,
  memberId: number,
  commentId: number,
): Promise<Statement | undefined> {
  const [row] = await select(db)
    .where(
      and(
        eq(moderationDecisions.subject, "comment"),
        eq(moderationDecisions.subjectId, commentId),
        eq(moderationDecisions.memberId, memberId),
        isVisibleToMember,
        sql`not ${isUndone}`,
        sql`not ${isSuperseded}`,
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(1);
  return row;
}

/**
 * The decisions about a member and their comments, newest first, those before `before` (an id); one more than a page holds. What came along
 * with a ban stands apart: `withBan` lists that alone.
 */
export async function listStatements(
  db: Executor,
  memberId: number,
  { before, withBan }: { before?: number | undefined; withBan?: number | undefined } = {},
): Promise<Statement[]> {
  return select(db)
    .where(
      and(
        eq(moderationDecisions.memberId, memberId),
        isVisibleToMember,
        withBan === undefined ? sql`${banId} is null` : sql`${banId} = ${withBan}`,
        before === undefined ? undefined : lt(moderationDecisions.id, before),
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(statementsPerPage + 1);
}

/** These decisions as their mail tells them, in the order in which they were taken. */
export function listStatementsById(db: Executor, decisions: number[]): Promise<Statement[]> {
  return select(db).where(inArray(moderationDecisions.id, decisions)).orderBy(moderationDecisions.id);
}

/** The mails to a member that wait, oldest decision first, locked: of two that send, the second finds what the first has claimed. */
export function lockWaitingMails(tx: Executor, memberId: number) {
  return tx
    .select({ decision: decisionMails.decisionId, dueAt: decisionMails.dueAt })
    .from(decisionMails)
    .where(and(eq(decisionMails.memberId, memberId), isNull(decisionMails.claimedAt), isNull(decisionMails.doneAt)))
    .orderBy(decisionMails.decisionId)
    .for("update");
}

/** Whether a mail about a restriction taken before this decision has left: who never heard of it need not hear of its end. */
export async function wasMailedRestriction(tx: Executor, memberId: number, before: number): Promise<boolean> {
  const [mail] = await tx
    .select({ id: decisionMails.decisionId })
    .from(decisionMails)
    .where(
      and(
        eq(decisionMails.memberId, memberId),
        eq(decisionMails.sent, true),
        lt(decisionMails.decisionId, before),
        sql`exists (select 1 from moderation_decisions as d
          where d.id = ${decisionMails.decisionId} and d.action in ('ban', 'suspend', 'premoderate'))`,
      ),
    )
    .limit(1);
  return mail !== undefined;
}
