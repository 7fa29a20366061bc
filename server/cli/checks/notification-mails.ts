import { sqlCheck } from "./check.ts";

export const notificationMails = sqlCheck(
  "notification-mails",
  "Mails about notifications leave in time, and none is uncertain.",
  (sql) => sql`
    select format('mail %s to member %s about %s was claimed at %s: whether it was sent is uncertain, and it is not sent again',
      id, member_id, subject, created_at) as finding
    from notification_mails where sent_at is null and created_at < now() - interval '1 hour'
    union all
    select format('%s notifications wait to be mailed, the oldest since %s: the worker does not send them', count(*), min(created_at))
    from pending_notification_mails where created_at < now() - interval '9 days' having count(*) > 0
    union all
    select format('%s comments wait for their followers to be notified, the oldest since %s', count(*), min(created_at))
    from pending_followed_comments where created_at < now() - interval '1 hour' having count(*) > 0`,
  "What waits is mailed by a process that runs jobs: start one, or use vigie jobs run. An uncertain mail is not sent again; its notification is on the site.",
);
