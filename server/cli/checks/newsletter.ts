import { signupRetentionDays } from "#features/newsletter/signup/rules.ts";
import { sqlCheck } from "./check.ts";

export const subscriptions = sqlCheck(
  "newsletter-subscriptions",
  "Every subscription is in the state that its last consent says, an active one has a topic, and an erased one has no choices.",
  (sql) => sql`
    with last as (
      select distinct on (subscriber_id) subscriber_id, event from newsletter_consents order by subscriber_id, id desc
    )
    select format('subscriber %s is %s, its last consent says %s', s.id, s.state, coalesce(l.event, 'nothing')) as finding
    from newsletter_subscribers as s left join last as l on l.subscriber_id = s.id
    where case s.state when 'active' then coalesce(l.event, '') not in ('subscribed', 'changed')
      else coalesce(l.event, '') not in ('ended', 'suppressed', 'erased') end
    union all
    select format('subscriber %s is active without a topic', id) from newsletter_subscribers as s
    where state = 'active' and not exists (select from newsletter_subscriber_topics where subscriber_id = s.id)
    union all
    select format('the address of subscriber %s is erased, but %s', s.id,
      case when l.event is distinct from 'erased' then 'no consent says so' else 'choices are left' end)
    from newsletter_subscribers as s left join last as l on l.subscriber_id = s.id
    where s.address is null and (l.event is distinct from 'erased' or s.locale is not null
      or exists (select from newsletter_subscriber_topics where subscriber_id = s.id))`,
  "The last consent counts. End a subscription that it does not cover at /admin/newsletter/subscribers, where the consents of each address can be exported; the owner can subscribe again at /newsletter.",
);

export const signups = sqlCheck(
  "newsletter-signups",
  "A confirmed sign-up has a subscription, and none is kept for long after it expired.",
  (sql) => sql`
    select format('sign-up %s is confirmed, but its address has no subscription', n.id) as finding from newsletter_signups as n
    where state = 'confirmed' and not exists (select from newsletter_subscribers where lower(address) = lower(n.address))
    union all
    select format('sign-up %s expired at %s and is still there', id, expires_at) from newsletter_signups
    where expires_at < now() - make_interval(days => ${signupRetentionDays + 2})`,
  "Expired sign-ups are deleted daily by a process that runs jobs: start one, or use vigie jobs run. A reader whose confirmed sign-up has no subscription signs up again at /newsletter.",
);
