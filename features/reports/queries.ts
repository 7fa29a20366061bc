import { eq, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { type commentReports, members } from "#db/schema.ts";
import { type ReportOutcome, reportWeight, type TrackRecord, type WeightSettings } from "./rules.ts";

/** The member's latest reports that determine the weight of their next one: behaviour from years ago matters little. */
const maxPastReports = 300;
/** The newest reports of a comment that are shown and counted: more would not change the decision. */
const maxReportsPerComment = 100;

type ReportReason = (typeof commentReports.reason.enumValues)[number];

/**
 * The outcome of a report `r`, as joins of `mark` and `decided` and an expression. It is derived from the rows on each
 * read, so that undone decisions do not count and nothing can drift. Decisions of rules do not count.
 */
const outcomeSql = {
  joins: sql`
    left join lateral (
      select m.abusive from report_abuse_marks as m where m.report_id = r.id order by m.id desc limit 1
    ) as mark on true
    left join lateral (
      select d.id, d.action, d.actor_id, d.created_at, d.after ->> 'status' as status
      from moderation_decisions as d
      where d.subject = 'comment' and d.subject_id = r.comment_id and d.actor_id is not null
        and (
          d.action in ('approve', 'restore', 'reject', 'spam', 'remove')
          -- Undone by another moderator, on appeal: the comment may stay. An undo of one's own decision leaves the report open.
          or (d.action = 'undo' and d.after ? 'status'
            and d.actor_id is distinct from (select was.actor_id from moderation_decisions as was where was.id = d.reverts))
        )
        and d.created_at >= r.created_at
        and not exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
      order by d.id desc limit 1
    ) as decided on true`,
  value: sql`case
    when mark.abusive then 'abusive'
    -- Pending again (undone on appeal, while a rule's hold is in force): nobody has decided yet.
    when decided.action is null or decided.status = 'pending' then 'open'
    when decided.status = 'visible' then 'dismissed'
    else 'upheld' end`,
};

/**
 * Counts the reports of members by outcome, one row per member.
 * @param members a statement that selects `member_id`
 */
const trackRecordsSql = (members: SQL): SQL => sql`
  select w.member_id,
    count(*) filter (where past.outcome = 'open')::int as open,
    count(*) filter (where past.outcome = 'upheld')::int as upheld,
    count(*) filter (where past.outcome = 'dismissed')::int as dismissed,
    count(*) filter (where past.outcome = 'abusive')::int as abusive
  from (${members}) as w
  cross join lateral (
    select ${outcomeSql.value} as outcome
    from (
      select * from comment_reports as mine where mine.member_id = w.member_id order by mine.id desc limit ${maxPastReports}
    ) as r ${outcomeSql.joins}
  ) as past
  group by w.member_id`;

/**
 * A row of counts. `db.execute` requires an index signature, which a type alias has implicitly and an interface does
 * not.
 */
type OutcomeCounts = Pick<TrackRecord, keyof TrackRecord>;

export interface Reliability extends TrackRecord {
  /** Between 0 and 1. */
  weight: number;
}

/**
 * The weight of each member's reports, and their outcomes. Members without reports count as newcomers. One statement.
 */
export async function findReliabilities(
  db: Executor,
  memberIds: number[],
  settings: WeightSettings,
): Promise<Map<number, Reliability>> {
  const newcomer = { open: 0, upheld: 0, dismissed: 0, abusive: 0 };
  const reliabilities = new Map(memberIds.map((id) => [id, { ...newcomer, weight: reportWeight(newcomer, settings) }]));
  if (memberIds.length === 0) return reliabilities;
  const rows = await db.execute<{ member_id: string } & OutcomeCounts>(
    trackRecordsSql(sql`select distinct unnest(${toIdArray(memberIds)}) as member_id`),
  );
  for (const { member_id, open, upheld, dismissed, abusive } of rows) {
    const track = { open, upheld, dismissed, abusive };
    reliabilities.set(Number(member_id), { ...track, weight: reportWeight(track, settings) });
  }
  return reliabilities;
}

export interface CommentReport {
  id: number;
  commentId: number;
  reason: ReportReason;
  note: string;
  createdAt: Date;
  outcome: ReportOutcome;
  /** The weight of the report; 0 while the reporter is banned or suspended. */
  weight: number;
  reporter: { id: number; name: string; handle: string | null; track: TrackRecord };
}

/**
 * The reports on comments, newest first, with the weight and track record of each reporter. One statement, regardless
 * of the number of comments and reporters. Comments without reports are left out.
 */
export async function listReports(
  db: Executor,
  commentIds: number[],
  settings: WeightSettings,
): Promise<Map<number, CommentReport[]>> {
  if (commentIds.length === 0) return new Map();
  const rows = await db.execute<
    {
      id: string;
      comment_id: string;
      reason: ReportReason;
      note: string;
      created_at: string;
      outcome: ReportOutcome;
      member_id: string;
      name: string;
      handle: string | null;
      barred: boolean;
    } & OutcomeCounts
  >(sql`
    with page as materialized (
      select one.* from unnest(${toIdArray(commentIds)}) as c (id)
      cross join lateral (
        select * from comment_reports as theirs where theirs.comment_id = c.id order by theirs.id desc limit ${maxReportsPerComment}
      ) as one
    ), track as (${trackRecordsSql(sql`select distinct member_id from page`)})
    select r.id, r.comment_id, r.reason, r.note, r.created_at, ${outcomeSql.value} as outcome, r.member_id, m.name, m.handle,
      coalesce(s.banned_at is not null or s.suspension_ends_at > now(), false) as barred,
      track.open, track.upheld, track.dismissed, track.abusive
    from page as r
    join track on track.member_id = r.member_id
    join members as m on m.id = r.member_id
    left join member_standings as s on s.member_id = r.member_id
    ${outcomeSql.joins}
    order by r.comment_id, r.id desc`);
  const reports = rows.map((row): CommentReport => {
    const { open, upheld, dismissed, abusive } = row;
    const track = { open, upheld, dismissed, abusive };
    return {
      id: Number(row.id),
      commentId: Number(row.comment_id),
      reason: row.reason,
      note: row.note,
      createdAt: new Date(row.created_at),
      outcome: row.outcome,
      weight: row.barred ? 0 : reportWeight(track, settings),
      reporter: { id: Number(row.member_id), name: row.name, handle: row.handle, track },
    };
  });
  return Map.groupBy(reports, ({ commentId }) => commentId);
}

/** A member's report of a comment, with its outcome; undefined if there is none. */
export async function findReport(db: Executor, commentId: number, memberId: number) {
  const [row] = await db.execute<{ id: string; outcome: ReportOutcome; decided_at: string | null }>(sql`
    select r.id, ${outcomeSql.value} as outcome, decided.created_at as decided_at
    from comment_reports as r ${outcomeSql.joins}
    where r.comment_id = ${commentId} and r.member_id = ${memberId}`);
  return (
    row && { id: Number(row.id), outcome: row.outcome, decidedAt: row.decided_at ? new Date(row.decided_at) : null }
  );
}

/**
 * The reporters of these comments with the outcome of their report and the notification that they last got. One
 * statement.
 */
export async function listReporterNotifications(db: Executor, commentIds: number[]) {
  const rows = await db.execute<{
    comment_id: string;
    member_id: string;
    outcome: ReportOutcome;
    status: "visible" | "rejected" | "spam" | "removed" | null;
    decision_id: string | null;
    actor_id: string | null;
    quiet: boolean;
    notice_id: string | null;
    notification_status: string | null;
    read: boolean;
  }>(sql`
    select r.comment_id, r.member_id, ${outcomeSql.value} as outcome, decided.status, decided.id as decision_id, decided.actor_id,
      m.report_outcomes_off_at is not null or m.deleted_at is not null as quiet,
      n.id as notice_id, n.status as notification_status, n.read_at is not null as read
    from comment_reports as r
    join members as m on m.id = r.member_id
    left join notifications as n on n.comment_id = r.comment_id and n.member_id = r.member_id and n.kind = 'report'
    ${outcomeSql.joins}
    where r.comment_id = any(${toIdArray(commentIds)})
    order by r.comment_id, r.id`);
  return rows.map((row) => ({
    commentId: Number(row.comment_id),
    memberId: Number(row.member_id),
    outcome: row.outcome,
    status: row.status,
    decisionId: row.decision_id === null ? null : Number(row.decision_id),
    actorId: row.actor_id === null ? null : Number(row.actor_id),
    muted: row.quiet,
    earlier:
      row.notice_id === null
        ? undefined
        : { id: Number(row.notice_id), status: row.notification_status, read: row.read },
  }));
}

/** Whether a member wants notifications about the outcome of their reports. */
export async function wantsReportOutcomes(db: Executor, memberId: number): Promise<boolean> {
  const [row] = await db.select({ quiet: members.reportOutcomesOffAt }).from(members).where(eq(members.id, memberId));
  return row?.quiet === null;
}
