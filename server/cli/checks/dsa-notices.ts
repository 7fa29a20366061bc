import { sqlCheck } from "./check.ts";

export const noticeStates = sqlCheck(
  "notice-states",
  "Where each notice of illegal content stands is what its last event says, and none is decided without a decision.",
  (sql) => sql`
    select format('notice %s is %s (%s), its events say %s (%s)', n.reference, n.state, coalesce(n.outcome::text, 'open'),
      coalesce(last.kind::text, 'nothing'), coalesce(last.outcome::text, 'open')) as finding
    from dsa_notices as n
    left join lateral (
      select e.kind, e.outcome from dsa_notice_events as e
      where e.notice_id = n.id and e.kind <> 'answered' order by e.id desc limit 1
    ) as last on true
    where n.state::text is distinct from case when last.kind = 'contested' then 'received' else last.kind::text end
      or n.outcome is distinct from last.outcome
    union all
    select format('notice %s is decided by decision %s, which was undone', n.reference, n.decision_id)
    from dsa_notices as n where n.state = 'decided' and n.decision_id is not null
      and exists (select from moderation_decisions as d join moderation_decisions as u on u.reverts in (d.id, d.part_of) where d.id = n.decision_id)
    union all
    select format('notice %s says that action was taken, its comment %s can be read', n.reference, n.comment_id)
    from dsa_notices as n join comments as c on c.id = n.comment_id
    where n.state = 'decided' and n.outcome = 'action' and c.status = 'visible' and c.deleted_at is null`,
);
