import { sqlCheck } from "./check.ts";

export const moderationLog = sqlCheck(
  "moderation-log",
  "Each decision but notes, messages and undos has its line in the public log, with what became of it.",
  (sql) => sql`
    select format('decision %s has no line in the public log', d.id) as finding
    from moderation_decisions as d left join moderation_log as l on l.decision_id = d.id
    where d.action not in ('undo', 'note', 'message') and l.decision_id is null
    union all
    select format('the public log has a line of decision %s, which it should not', l.decision_id)
    from moderation_log as l left join moderation_decisions as d on d.id = l.decision_id
    where d.id is null or d.action in ('undo', 'note', 'message')
    union all
    select format('decision %s was undone, its line says %s', l.decision_id, l.outcome)
    from moderation_log as l
    where l.outcome not in ('undone', 'overturned')
      and exists (select from moderation_decisions as u where u.reverts in (l.decision_id, l.part_of))
    union all
    select format('decision %s stands, its line says %s', l.decision_id, l.outcome)
    from moderation_log as l
    where l.outcome in ('undone', 'overturned')
      and not exists (select from moderation_decisions as u where u.reverts in (l.decision_id, l.part_of))
    union all
    select format('the appeal against decision %s is %s, its line says %s', l.decision_id, coalesce(o.outcome::text, 'open'), l.outcome)
    from appeals as a join moderation_log as l on l.decision_id = a.decision_id left join appeal_outcomes as o on o.appeal_id = a.id
    where (o.outcome is null and l.outcome not in ('appealed', 'undone', 'overturned'))
      or (o.outcome = 'upheld' and l.outcome not in ('upheld', 'undone', 'overturned')) or (o.outcome = 'overturned' and l.outcome <> 'overturned')`,
);
