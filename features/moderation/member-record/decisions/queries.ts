import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toDate } from "../standing-rows.ts";

/** Decisions per page of a member record. */
export const decisionsPerPage = 20;
/** Characters of a comment that a decision on it shows. */
export const decisionExcerptLength = 100;

export interface MemberDecision {
  id: number;
  subject: "comment" | "article" | "member" | "vote";
  subjectId: number;
  action: string;
  reason: string | null;
  note: string;
  /** The current name of the moderator; null if a rule decided. */
  by: string | null;
  rule: string | null;
  at: Date;
  undone: boolean;
  /** The comments that a ban cascaded to. */
  parts: number;
  until: Date | null;
  /** The beginning of the comment's source; empty if its author deleted it. */
  excerpt: string;
}

/**
 * Lists a page of the decisions about a member, their comments and their votes, newest first, plus one to tell whether
 * another page follows. The comments of a ban are counted in the ban. Each part of a bulk decision is listed
 * separately. Undone decisions are marked.
 * @param before the id of the last decision of the previous page
 * @param notes lists only moderators' notes that were not undone
 */
export async function listMemberDecisions(
  db: Executor,
  memberId: number,
  { before, notes = false }: { before?: number | undefined; notes?: boolean } = {},
): Promise<MemberDecision[]> {
  const undone = sql`exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))`;
  const cameWithBan = sql`d.subject <> 'member' and exists (select from moderation_decisions as head where head.id = d.part_of and head.subject = 'member')`;
  const condition: SQL = notes
    ? sql`d.action = 'note' and not ${undone}`
    : sql`not (${cameWithBan}) and d.action not in ('note', 'undo')`;
  const rows = await db.execute<{
    id: string;
    subject: MemberDecision["subject"];
    subject_id: string;
    action: string;
    reason: string | null;
    note: string;
    by: string | null;
    rule: string | null;
    created_at: string;
    undone: boolean;
    parts: number;
    until: string | null;
    excerpt: string;
  }>(sql`
    select d.id, d.subject, d.subject_id, d.action, d.reason, d.note, actor.name as by, d.rule, d.created_at, ${undone} as undone,
      case when d.subject = 'member' then (select count(*)::int from moderation_decisions as p where p.part_of = d.id and p.subject = 'comment') else 0 end as parts,
      case when d.action = 'suspend' then d.after ->> 'suspensionEndsAt' end as until,
      coalesce(left(c.body_source, ${decisionExcerptLength + 1}), '') as excerpt
    from moderation_decisions as d left join members as actor on actor.id = d.actor_id
    left join comments as c on d.subject = 'comment' and c.id = d.subject_id
    where d.member_id = ${memberId} and ${condition} ${before === undefined ? sql`` : sql`and d.id < ${before}`}
    order by d.id desc limit ${decisionsPerPage + 1}`);
  return rows.map(({ id, subject_id, created_at, until, ...row }) => ({
    ...row,
    id: Number(id),
    subjectId: Number(subject_id),
    at: new Date(created_at),
    until: toDate(until),
  }));
}
