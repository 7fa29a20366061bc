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

/**
 * SQL condition: a later decision in force changes the same field of the same subject. Warnings and messages supersede
 * nothing.
 */
const isSuperseded: SQL<boolean> = sql<boolean>`(moderation_decisions.action not in ('warn', 'message') and exists (
  select 1 from moderation_decisions as later
  where later.subject = moderation_decisions.subject and later.subject_id = moderation_decisions.subject_id
    and later.id > moderation_decisions.id and later.action <> 'undo'
    and exists (select 1 from jsonb_object_keys(moderation_decisions.after) as field where later.after ? field)
    and not exists (select 1 from moderation_decisions as u where u.reverts in (later.id, later.part_of))))`;

/**
 * The number of comments that a ban cascaded to. 0 for a bulk decision on comments: its other parts concern other
 * authors.
 */
const cascadedCount: SQL<number> = sql<number>`case when moderation_decisions.subject = 'member' then (
  select count(*)::int from moderation_decisions as part
  where part.part_of = moderation_decisions.id and part.subject = 'comment') else 0 end`;

/** The ban that cascaded to a comment; null for a comment that was decided on separately or in a selection. */
const banId: SQL<number | null> = sql<number | null>`(
  select head.id::float8 from moderation_decisions as head
  where head.id = moderation_decisions.part_of and head.subject = 'member')`;

/**
 * The message that came with the refusal of a comment, with a ban or with a suspension. The message of a bulk decision
 * is read with each of the author's comments; that of a ban only with the ban.
 */
const messageToAuthor: SQL<string | null> = sql<
  string | null
>`case when moderation_decisions.subject in ('comment', 'member') then (
  select part.note from moderation_decisions as part
  where part.subject = 'member' and part.action = 'message' and part.member_id = moderation_decisions.member_id
    and part.part_of in (moderation_decisions.id, case when ${banId} is null then moderation_decisions.part_of end)
  order by part.id limit 1) end`;

const undoneAction = sql<(typeof moderationDecisions.action.enumValues)[number] | null>`(
  select reverted.action from moderation_decisions as reverted where reverted.id = moderation_decisions.reverts)`;

/**
 * The cause of a decision: a notice of illegal content, a member's report, a rule that found something in the text, the
 * routine review before publication, or a moderator's own initiative.
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
    select case when bool_or(hold_decision.rule <> all(${`{${routineRules.join(",")}}`}::text[])) then 'rule' else 'routine' end
    from moderation_decisions as hold_decision
    where moderation_decisions.subject = 'comment' and hold_decision.subject = 'comment' and hold_decision.subject_id = moderation_decisions.subject_id
      and hold_decision.action = 'hold' and hold_decision.id <= moderation_decisions.id having count(*) > 0), 'own') end`;

function select(db: Executor) {
  return db
    .select({
      id: moderationDecisions.id,
      subject: moderationDecisions.subject,
      action: moderationDecisions.action,
      memberId: moderationDecisions.memberId,
      /** The name of the rule that decided; null for a person. */
      rule: moderationDecisions.rule,
      reason: moderationDecisions.reason,
      note: moderationDecisions.note,
      messageToAuthor,
      ban: banId,
      before: moderationDecisions.before,
      after: moderationDecisions.after,
      createdAt: moderationDecisions.createdAt,
      /** For an undo: the action that it undid. */
      undoes: undoneAction,
      undone: isUndone,
      superseded: isSuperseded,
      cause: statementCause,
      cascadedComments: cascadedCount,
      /** For a warning: when the member last acknowledged one. */
      acknowledgedAt: memberStandings.acknowledgedAt,
      // Each object has columns of one table only, so that drizzle makes it null as a whole.
      comment: { id: comments.id, bodyHtml: comments.bodyHtml, deletedAt: comments.deletedAt },
      /** For a vote: why it was held. */
      held: { reason: watchedVotes.reason, facts: watchedVotes.facts },
      article: { title: articles.title, slug: articles.slug },
      appeal: { id: appeals.id, createdAt: appeals.createdAt },
      /** The text of the appeal; deleted with the account. */
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
/** A decision as the member concerned reads it. */
export type Statement = Row;

/** A held vote is shown beside the voter's own rating, not in a statement; a discarded vote has a statement. */
const isVisibleToMember = and(
  inArray(moderationDecisions.action, [...restrictionActions]),
  or(ne(moderationDecisions.subject, "vote"), ne(moderationDecisions.action, "hold")),
);

/**
 * Finds a decision about this member or a comment of theirs; undefined for another member's, and for a decision without
 * a statement.
 */
export async function findStatement(db: Executor, memberId: number, id: number): Promise<Statement | undefined> {
  const [row] = await select(db).where(
    and(eq(moderationDecisions.id, id), eq(moderationDecisions.memberId, memberId), isVisibleToMember),
  );
  return row;
}

/** Finds the restriction in force of a member's comment; undefined without one. */
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
 * Lists a page of the decisions about a member and their comments, newest first, plus one to tell whether another page
 * follows.
 * @param before the id of the last decision of the previous page
 * @param withBan lists only the comments of that ban; without it, they are left out
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
        // Read in the statement of the refusal that it came with.
        or(ne(moderationDecisions.action, "message"), isNull(moderationDecisions.partOf)),
        before === undefined ? undefined : lt(moderationDecisions.id, before),
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(statementsPerPage + 1);
}

/** The statements of these decisions, oldest first, for their mail. */
export function listStatementsById(db: Executor, decisions: number[]): Promise<Statement[]> {
  return select(db).where(inArray(moderationDecisions.id, decisions)).orderBy(moderationDecisions.id);
}

/**
 * Lists and locks a member's pending mails, oldest decision first. Of two concurrent senders, the second sees what the
 * first has claimed.
 */
export function lockWaitingMails(tx: Executor, memberId: number) {
  return tx
    .select({ decision: decisionMails.decisionId, dueAt: decisionMails.dueAt })
    .from(decisionMails)
    .where(and(eq(decisionMails.memberId, memberId), isNull(decisionMails.claimedAt), isNull(decisionMails.doneAt)))
    .orderBy(decisionMails.decisionId)
    .for("update");
}

/**
 * Whether the member was mailed about a restriction before this decision. Without such a mail, its end is not mailed
 * either.
 */
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
