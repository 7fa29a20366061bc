import { sqlCheck } from "./check.ts";

export const moderationQueue = sqlCheck(
  "moderation-queue",
  "What waits for a moderator is what verdicts, reports and decisions say of each comment.",
  (sql) => sql`
    select format('comment %s %s', coalesce(q.comment_id, line.comment_id), case
      when q.comment_id is null then 'should be in the queue'
      when line.comment_id is null then 'is in the queue and waits for nothing'
      when (q.pending, q.flagged, q.reports) is distinct from (line.pending, line.flagged, line.reports)
        then format('waits for (%s, %s, %s), should for (%s, %s, %s)', q.pending, q.flagged, q.reports, line.pending, line.flagged, line.reports)
      else format('waits since %s, should since %s', q.queued_at, line.queued_at)
    end) as finding
    from moderation_queue as q
    full join (
      select l.* from comments as c cross join lateral moderation_queue_row(c) as l
      where c.id in (
        select id from comments where status = 'pending'
        union select comment_id from comment_reports union select comment_id from screening_verdicts where action = 'flag')
    ) as line on line.comment_id = q.comment_id
    where (q.pending, q.flagged, q.reports, q.queued_at) is distinct from (line.pending, line.flagged, line.reports, line.queued_at)`,
);
