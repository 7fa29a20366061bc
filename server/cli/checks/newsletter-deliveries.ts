import { sqlCheck } from "./check.ts";

export const newsletterDeliveries = sqlCheck(
  "newsletter-deliveries",
  "The ledger of the newsletter agrees with the states of the issues and with the running senders.",
  (sql) => sql`
    select format('issue %s is %s, with %s deliveries %s', i.id, i.status, count(*), d.state) as finding
    from newsletter_issues as i join newsletter_deliveries as d on d.issue_id = i.id
    where (i.status in ('sent', 'cancelled') and d.state = 'queued') or (i.status in ('draft', 'scheduled'))
    group by i.id, i.status, d.state
    union all
    select format('issue %s has %s deliveries that a sender without a valid lease was sending', d.issue_id, count(*))
    from newsletter_deliveries as d left join newsletter_senders as s on s.id = d.claimed_by
    where d.state = 'sending' and (s.id is null or s.lease_ends_at < now() - interval '5 minutes')
    group by d.issue_id
    union all
    select format('issue %s counts %s recipients, its ledger %s', i.id, i.recipients, count(d.subscriber_id))
    from newsletter_issues as i left join newsletter_deliveries as d on d.issue_id = i.id
    where i.snapshot is not null group by i.id, i.recipients having i.recipients <> count(d.subscriber_id)
    order by 1`,
  "Deliveries that are still queued or being sent end by themselves within minutes while a process sends (npm start, or vigie newsletter send ISSUE): run the check again then. Decide about uncertain ones at /admin/newsletter/ISSUE/sending. Never change the ledger's rows: somebody could get an issue twice.",
);
