import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments, type DecisionState, members } from "#db/schema.ts";
import { findActor } from "#features/members/standing/actor.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { lockMember } from "./decide-on-member.ts";
import { countParts, isBulkDecision, selectUndoable, stateAfterUndo } from "./undo.ts";

/** What an undo would do, shown for confirmation. */
export interface UndoPreview {
  decision: number;
  subject: "comment" | "article" | "member" | "vote";
  action: string;
  reason: string | null;
  createdAt: Date;
  /** The member and article concerned. */
  name: string | null;
  article: string | null;
  /** How many further decisions are part of it and would be undone with it. */
  parts: number;
  /**
   * The comments concerned, by effect: public again, no longer public, pending again, or unchanged (deleted, or decided
   * on since).
   */
  comments: { shown: number; hidden: number; waiting: number; unchanged: number };
  /** For a decision about a thread, a member, a vote or a featured comment: the state after the undo. */
  state: DecisionState;
  /** Members who would be mailed: those who were mailed about the decision, or who contest it. */
  mailed: number;
  /** Open appeals that would be closed. */
  appeals: number;
  /** Notices of illegal content that would be reopened, or whose decision would hold again; their senders may be mailed. */
  notices: number;
}

/**
 * Returns what `undoDecision` would do, and changes nothing. A fixed number of statements. Refused as the undo is. A
 * decision that is made between the preview and the undo stays in force, as in any undo.
 */
export async function previewUndo(db: Executor, actor: { id: number }, decision: number): Promise<Result<UndoPreview>> {
  return db.transaction(async (tx): Promise<Result<UndoPreview>> => {
    const verified = await findActor(tx, actor);
    if (!verified.ok) return verified;
    const [row] = await selectUndoable(tx, actor.id, decision);
    if (!row) return refused("moderation.nothingToUndo");
    const parts = await countParts(tx, row.id);
    const { subject, subjectId, action, reason, createdAt } = row;
    if (subject === "member") {
      const allowed = await lockMember(tx, verified.value, subjectId, action === "lift");
      if (!allowed.ok) return allowed;
    }
    if (subject === "comment" && parts === 0) {
      const [comment] = await tx
        .select({ deletedAt: comments.deletedAt })
        .from(comments)
        .where(eq(comments.id, subjectId));
      if (!comment) return refused("moderation.gone");
      if (comment.deletedAt) return refused("moderation.deleted");
    }
    const state = await stateAfterUndo(tx, row, { lenient: isBulkDecision(row, parts) });
    if (!state.ok) return state;
    const { shown, hidden, waiting, unchanged, ...otherEffects } = await countEffects(tx, row.id, subject);
    const [names] = await tx.execute<{ name: string | null; title: string | null }>(sql`
      select (select name from ${members} where id = ${row.memberId}) as name,
        (select title from ${articles} where id = ${row.articleId}) as title`);
    return ok({
      decision: row.id,
      subject,
      action,
      reason,
      createdAt,
      parts,
      state: state.value,
      name: names?.name ?? null,
      article: names?.title ?? null,
      comments: { shown, hidden, waiting, unchanged },
      ...otherEffects,
    });
  });
}

type UndoEffects = UndoPreview["comments"] & Pick<UndoPreview, "mailed" | "appeals" | "notices">;

/**
 * Counts the effects of an undo. Mirrors `applyPartStatuses`, `retractNotification`, `retractPartNotifications`,
 * `closeAppeals`, `reopenAfterUndo`, `reopenAfterDecision` and `closeAfterUndo`.
 */
async function countEffects(tx: Executor, id: number, subject: UndoPreview["subject"]): Promise<UndoEffects> {
  const [counted] = await tx.execute<{ [name in keyof UndoEffects]: number }>(sql`
    with undone as (
      select d.id, d.subject, d.subject_id, d.member_id from moderation_decisions as d where d.id = ${id} or d.part_of = ${id}
    ),
    wanted as (
      select c.id, c.deleted_at, c.status::text as had, coalesce(
        (select d.after ->> 'status' from moderation_decisions as d
          where d.subject = 'comment' and d.subject_id = c.id and d.action <> 'undo' and d.after ? 'status'
            and d.id <> ${id} and d.part_of is distinct from ${id}::bigint
            and not exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
          order by d.id desc limit 1),
        (select d.before ->> 'status' from moderation_decisions as d
          where d.subject = 'comment' and d.subject_id = c.id and d.action <> 'undo' and d.after ? 'status'
          order by d.id limit 1),
        c.status::text) as status
      from undone join comments as c on undone.subject = 'comment' and c.id = undone.subject_id
    ),
    moves as (
      select id, had, status, deleted_at is null and had <> status as moved from wanted
    ),
    contested as (
      select a.decision_id, a.member_id from appeals as a join undone on undone.id = a.decision_id
      where not exists (select from appeal_outcomes as o where o.appeal_id = a.id)
    ),
    mailed as (
      select undone.member_id from undone
      join decision_mails as mail on mail.decision_id = undone.id and mail.member_id = undone.member_id
      where ${subject !== "article"} and (undone.id = ${id} or undone.subject = ${subject})
        and (mail.sent or (mail.claimed_at is not null and mail.done_at is null))
        and not exists (select from contested where contested.decision_id = undone.id)
      union select member_id from contested
    ),
    reopened as (
      select n.id from dsa_notices as n
      where n.state = 'decided' and (n.decision_id = ${id}
        or n.outcome = 'action' and exists (select from moves where moves.id = n.comment_id and moved and status in ('visible', 'pending')))
      union
      select n.id from dsa_notices as n join dsa_notice_events as e on e.notice_id = n.id
      where e.kind = 'review' and n.state = 'review' and e.decision_id in (select undone.id from undone)
        and exists (select from moves where moves.id = n.comment_id and moved and status not in ('visible', 'pending'))
        and not exists (select from dsa_notice_events as later where later.notice_id = n.id and later.id > e.id and later.kind <> 'answered')
    )
    select
      (select count(*)::int from moves where moved and status = 'visible') as shown,
      (select count(*)::int from moves where moved and had = 'visible') as hidden,
      (select count(*)::int from moves where moved and had <> 'visible' and status = 'pending') as waiting,
      (select count(*)::int from moves where not moved) as unchanged,
      (select count(*)::int from mailed) as mailed,
      (select count(*)::int from contested) as appeals,
      (select count(*)::int from reopened) as notices`);
  if (!counted) throw new Error("Nothing was counted.");
  return counted;
}
