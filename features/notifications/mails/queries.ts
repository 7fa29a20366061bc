import { and, between, count, eq, like, or, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { MailFrequency } from "#db/schema/follows.ts";
import type { NotificationKind } from "#db/schema/notifications.ts";
import { notificationMails } from "#db/schema.ts";
import { matchesArticle } from "#features/follows/announcements/mutations.ts";
import { defaultMailSettings, mailTopics, topicOfKind } from "../settings/rules.ts";
import { type Digest, discussionIntervalSeconds, mailDelaySeconds, maxAheadSeconds, pendingDays } from "./rules.ts";

/** The moments that decide what is due. */
export interface DueTimes {
  now: Date;
  daily: Digest;
  weekly: Digest;
}

const kindsOf = (topic: (typeof mailTopics)[number]) =>
  (Object.keys(topicOfKind) as NotificationKind[]).filter((kind) => topicOfKind[kind] === topic);

/** The member's choice for a notification (aliases `n` and `s`). */
const frequency = sql`case ${sql.join(
  mailTopics.map(
    (topic) =>
      sql`when n.kind::text = any(${`{${kindsOf(topic).join(",")}}`}::text[]) then coalesce(s.${sql.identifier(topic)}::text, ${defaultMailSettings[topic]})`,
  ),
  sql` `,
)} end`;

/** The article whose discussion a notification is about, else null (aliases `n` and `c`). */
const discussion = sql`case when n.kind in ('reply', 'mention', 'comment') then c.article_id end`;

const instant = (date: Date) => sql`${date.toISOString()}::timestamptz`;

/** Whether a pending mail (alias `p`) is to be sent or dropped now. A clock that was set back holds none for long. */
function isDue({ now, daily, weekly }: DueTimes): SQL {
  const seconds = (count: number) => sql`make_interval(secs => ${count})`;
  const ahead = sql`${instant(now)} + ${seconds(maxAheadSeconds)}`;
  const isOld = (until: SQL) => sql`(p.created_at <= ${until} or p.created_at > ${ahead})`;
  const wasMailed = (subject: SQL, within = sql``) => sql`exists (select from notification_mails as earlier
    where earlier.member_id = p.member_id and earlier.subject = ${subject}${within})`;
  const ofDigest = ({ rhythm, date, at }: Digest) =>
    sql`${isOld(instant(at))} and not ${wasMailed(sql`${`${rhythm}:${date}`}`)}`;
  const lately = sql` and earlier.created_at > ${instant(now)} - ${seconds(discussionIntervalSeconds)}
    and earlier.created_at <= ${ahead}`;
  return sql`case ${frequency}
    when 'daily' then ${ofDigest(daily)}
    when 'weekly' then ${ofDigest(weekly)}
    when 'now' then ${isOld(sql`${instant(now)} - ${seconds(mailDelaySeconds)}`)}
      and not ${wasMailed(sql`'discussion:' || ${discussion}`, lately)}
    else true end`;
}

const pendingRows = sql`pending_notification_mails as p
  join notifications as n on n.id = p.notification_id
  left join comments as c on c.id = n.comment_id
  left join notification_settings as s on s.member_id = p.member_id`;

/** Whether any mail is pending, due or not. */
export async function hasPendingMails(db: Executor): Promise<boolean> {
  return (await db.execute(sql`select from pending_notification_mails limit 1`)).length > 0;
}

/** Lists members with pending mails to send or drop, by id from `after` on. */
export async function listDueMembers(db: Executor, due: DueTimes, after: number, limit: number): Promise<number[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select distinct p.member_id as id from ${pendingRows}
    where p.member_id > ${after} and ${isDue(due)} order by p.member_id limit ${limit}`);
  return rows.map(({ id }) => Number(id));
}

export interface DueNotification {
  id: number;
  kind: NotificationKind;
  frequency: MailFrequency;
  /** The article whose discussion it is about. */
  discussion: number | null;
}

/**
 * Removes a member's due mails from the pending ones and returns those to send, oldest first: still unread, without a mail
 * of their own, and neither the discussion nor the followed subject stopped. The caller has locked the member's settings.
 */
export async function consumeDueNotifications(
  tx: Executor,
  memberId: number,
  due: DueTimes,
): Promise<DueNotification[]> {
  const rows = await tx.execute<{
    id: string;
    kind: NotificationKind;
    frequency: MailFrequency;
    discussion: string | null;
  }>(sql`
    with due as (
      select n.id, n.kind, ${frequency} as frequency, ${discussion} as discussion, ${isMailable} as mailable
      from ${pendingRows} where p.member_id = ${memberId} and ${isDue(due)}
    ),
    taken as (delete from pending_notification_mails where notification_id in (select id from due))
    select id, kind, frequency, discussion from due where mailable and frequency <> 'never' order by id`);
  return rows.map(({ id, kind, frequency: chosen, discussion: article }) => ({
    id: Number(id),
    kind,
    frequency: chosen,
    discussion: article === null ? null : Number(article),
  }));
}

/** Whether a notification may be mailed (aliases as in `pendingRows`). Whether it is still to be shown is checked later. */
const isMailable = sql`(n.read_at is null and case
  when n.kind = 'appeal' then false
  when n.kind = 'decision' then not exists (
    select from decision_mails as own where own.decision_id = n.decision_id and own.member_id = n.member_id)
  when n.kind in ('schedule', 'alert') then exists (
    select from members as m where m.id = n.member_id and m.role not in ('reader', 'contributor'))
  when n.kind = 'article' then exists (
    select from follows as f where f.member_id = n.member_id and f.mailed and ${matchesArticle(sql`n.article_id`)})
  when n.kind = 'comment' and not exists (
    select from follows as f where f.member_id = n.member_id and f.article_id = c.article_id and f.mailed) then false
  when n.kind in ('reply', 'mention', 'comment') then not exists (
    select from muted_discussions as muted where muted.member_id = n.member_id and muted.article_id = c.article_id)
  else true end)`;

/** Counts a member's mails about discussions and articles within the last hour, digests aside. */
export async function countRecentMails(db: Executor, memberId: number, now: Date): Promise<number> {
  const { memberId: owner, subject, createdAt } = notificationMails;
  const [row] = await db
    .select({ n: count() })
    .from(notificationMails)
    .where(
      and(
        eq(owner, memberId),
        or(like(subject, "discussion:%"), eq(subject, "articles")),
        between(createdAt, new Date(now.getTime() - 3_600_000), new Date(now.getTime() + maxAheadSeconds * 1_000)),
      ),
    );
  return row?.n ?? 0;
}

/**
 * Puts notifications back that a mail server refused for now, unless they are gone or too old.
 * @param delaySeconds for how long they wait; 0 for those of a digest, which is due again at once
 */
export async function restorePending(tx: Executor, ids: number[], delaySeconds: number): Promise<void> {
  await tx.execute(sql`
    insert into pending_notification_mails (notification_id, member_id, created_at)
    select id, member_id, case when ${delaySeconds}::int = 0 then created_at else now() + make_interval(secs => ${delaySeconds}) end
    from notifications where id = any(${toIdArray(ids)}) and created_at > now() - make_interval(days => ${pendingDays})
    on conflict do nothing`);
}
