import type postgres from "postgres";
import { sqlCheck } from "./check.ts";

/**
 * The value of a field of each subject according to its decisions: as the last one in force left it, else as the first
 * one found it (`deriveField` in features/decision-history/rules.ts).
 */
function derived(sql: postgres.TransactionSql, subject: "article" | "comment" | "member" | "vote", field: string) {
  return sql`(
    select distinct on (d.subject_id) d.subject_id as id, case when d.undone then d.before else d.after end ->> ${field} as value
    from (
      select *, exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of)) as undone
      from moderation_decisions as d
      where d.action <> 'undo' and d.subject = ${subject} and d.after ? ${field}
    ) as d
    order by d.subject_id, d.undone, case when d.undone then d.id else -d.id end
  )`;
}

export const decidedComments = sqlCheck(
  "decided-comments",
  "The status of each comment that was decided on is what its decisions say; what its author deleted is removed.",
  (sql) => sql`
    select format('comment %s is %s, its decisions say %s', c.id, c.status, coalesce(decided.value, 'nothing')) as finding
    from ${derived(sql, "comment", "status")} as decided join comments as c on c.id = decided.id
    where c.deleted_at is null and c.status::text is distinct from decided.value
    union all
    select format('comment %s is %sfeatured, its decisions say otherwise', c.id, case when c.featured_at is null then 'not ' end)
    from ${derived(sql, "comment", "featuredAt")} as decided join comments as c on c.id = decided.id
    where (c.featured_at is null) <> (decided.value is null)
    union all
    select format('comment %s was deleted by its author and is %s', id, status) from comments
    where deleted_at is not null and status <> 'removed'`,
);

export const erasedCommentTexts = sqlCheck(
  "deleted-texts",
  "A deleted comment has no text, and what it held is kept for its author only until it is to be erased.",
  (sql) => sql`
    select format('comment %s was deleted by its author and still has its text', id) as finding from comments
    where deleted_at is not null and (body_source <> '' or body_html <> '')
    union all
    select format('the text of the deleted comment %s should have been erased at %s', comment_id, erase_at) from deleted_comment_texts
    where erase_at < now() - interval '1 day'
    union all
    select format('a text is kept of comment %s, which is not deleted', t.comment_id)
    from deleted_comment_texts as t join comments as c on c.id = t.comment_id where c.deleted_at is null`,
);

export const memberStandings = sqlCheck(
  "member-standings",
  "What holds for each member is what the decisions say, and nothing holds without one.",
  (sql) => {
    const fields = {
      bannedAt: sql`banned_at`,
      suspensionEndsAt: sql`suspension_ends_at`,
      warnedAt: sql`warned_at`,
    };
    const [banned, suspended, warned] = Object.entries(fields).map(
      ([field, column]) => sql`
      select format('member %s has %s %s, the decisions say %s', coalesce(s.member_id, decided.id), ${field}::text,
        coalesce(s.${column}::text, 'none'), coalesce(decided.value, 'none')) as finding
      from ${derived(sql, "member", field)} as decided
      full join member_standings as s on s.member_id = decided.id
      where s.${column} is distinct from decided.value::timestamptz
        and (s.member_id is not null or exists (select from members as m where m.id = decided.id))`,
    );
    return sql`
      ${banned ?? sql``} union all ${suspended ?? sql``} union all ${warned ?? sql``}
      union all
      select format('member %s is %spremoderated, the decisions say otherwise', s.member_id, case when s.premoderated then '' else 'not ' end)
      from member_standings as s left join ${derived(sql, "member", "premoderated")} as decided on decided.id = s.member_id
      where s.premoderated <> coalesce(decided.value, 'false')::boolean`;
  },
);

export const slowModes = sqlCheck(
  "slow-modes",
  "The slow mode of each discussion that was decided on is what its decisions say.",
  (sql) => sql`
    select format('article %s is in slow mode of %s min, its decisions say %s', a.id, a.slow_mode_minutes, coalesce(decided.value, 'nothing')) as finding
    from ${derived(sql, "article", "slowModeMinutes")} as decided join articles as a on a.id = decided.id
    where a.slow_mode_minutes::text is distinct from decided.value`,
);

export const countedVotes = sqlCheck(
  "counted-votes",
  "Each vote that is held apart is what its decisions say, and a vote counts unless it is held or discarded, or its voter banned.",
  (sql) => sql`
    select format('vote %s (article %s) is %s, its decisions say %s', w.id, w.article_id, w.state, coalesce(decided.value, 'nothing')) as finding
    from watched_votes as w left join ${derived(sql, "vote", "vote")} as decided on decided.id = w.id
    where w.state <> coalesce(decided.value, 'counted')
    union all
    select format('the vote of member %s on article %s %s', r.member_id, r.article_id,
      case when r.counted then 'counts, and should not' else 'does not count, and should' end)
    from ratings as r
    left join member_standings as s on s.member_id = r.member_id
    left join watched_votes as w on w.article_id = r.article_id and w.member_id = r.member_id
    where r.counted <> (s.banned_at is null and coalesce(w.state, 'counted') in ('counted', 'released'))`,
);
