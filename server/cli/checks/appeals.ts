import { sqlCheck } from "./check.ts";

export const appealedDecisions = sqlCheck(
  "contested-decisions",
  "No appeal waits against a decision that was undone, or of an account that is gone; an overturned one names the decision that ended it.",
  (sql) => sql`
    select format('appeal %s waits, but decision %s was undone', a.id, d.id) as finding
    from appeals as a join moderation_decisions as d on d.id = a.decision_id
    where not exists (select from appeal_outcomes as o where o.appeal_id = a.id)
      and exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
    union all
    select format('appeal %s waits, but its member %s is deleted', a.id, a.member_id)
    from appeals as a join members as m on m.id = a.member_id
    where m.deleted_at is not null and not exists (select from appeal_outcomes as o where o.appeal_id = a.id)
    union all
    select format('appeal %s is against decision %s, which is about somebody else', a.id, a.decision_id)
    from appeals as a left join moderation_decisions as d on d.id = a.decision_id
    where d.member_id is distinct from a.member_id
    union all
    select format('appeal %s was overturned by %s, which is no decision about the same thing', a.id, coalesce(o.undo_id::text, 'nothing'))
    from appeal_outcomes as o
    join appeals as a on a.id = o.appeal_id
    join moderation_decisions as d on d.id = a.decision_id
    left join moderation_decisions as by on by.id = o.undo_id and by.subject = d.subject and by.subject_id = d.subject_id
    where o.undo_id is not null and by.id is null
    union all
    select format('appeal %s was decided by who took decision %s, and does not say so', a.id, d.id)
    from appeal_outcomes as o
    join appeals as a on a.id = o.appeal_id
    join moderation_decisions as d on d.id = a.decision_id
    where o.actor_id = d.actor_id and not o.decided_by_same_moderator`,
);
