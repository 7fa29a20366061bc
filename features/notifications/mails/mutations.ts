import { eq, lt, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { notificationMails, pendingNotificationMails } from "#db/schema.ts";
import { isSuppressed } from "#features/mail/suppressions/queries.ts";
import { findMailRecipient, type MailRecipient } from "#features/members/queries.ts";
import { listNotificationsById, type Notification } from "../queries.ts";
import { lockMailSettings } from "../settings/mutations.ts";
import { topicOfKind } from "../settings/rules.ts";
import {
  consumeDueNotifications,
  countRecentMails,
  type DueNotification,
  type DueTimes,
  restorePending,
} from "./queries.ts";
import { type Digest, ledgerDays, maxMailsPerHour, pendingDays, postponeSeconds, retrySeconds } from "./rules.ts";

/** Notifications read for one mail: more are only counted. */
const maxRead = 200;

/** What a mail is about. */
export type MailKind =
  | { kind: "discussion"; article: number }
  | { kind: "articles" | "decisions" | "staff" }
  | { kind: "digest"; digest: Digest };

export interface ClaimedMail {
  /** The row of the ledger. */
  id: number;
  about: MailKind;
  /** The ids of everything that it mails. */
  ids: number[];
  /** What is still to be shown of the newest, newest first. */
  notifications: Notification[];
  /** The older ones, which are only counted. */
  older: number;
}

export interface ClaimedMails {
  to: MailRecipient;
  linkKey: Uint8Array;
  mails: ClaimedMail[];
}

/**
 * Claims all mails that are due for a member, in one transaction: the ledger has a row for each, and nobody sends them
 * again, even if this process ends before they are sent. What is not to be mailed is dropped; what exceeds the hour's
 * limit waits. Undefined if nothing is to be sent.
 */
export async function claimMemberMails(
  db: Database,
  memberId: number,
  due: DueTimes,
): Promise<ClaimedMails | undefined> {
  return db.transaction(async (tx) => {
    const { linkKey } = await lockMailSettings(tx, memberId);
    const taken = await consumeDueNotifications(tx, memberId, due);
    const to = taken.length > 0 ? await findMailRecipient(tx, memberId) : undefined;
    if (!to || to.banned || (await isSuppressed(tx, to.email))) return undefined;
    const mails: ClaimedMail[] = [];
    const postponed: number[] = [];
    let left = maxMailsPerHour - (await countRecentMails(tx, memberId, due.now));
    for (const { about, subject, ids } of planMails(taken, due)) {
      const isLimited = about.kind === "discussion" || about.kind === "articles";
      if (isLimited && left <= 0) {
        postponed.push(...ids);
        continue;
      }
      const notifications = await listNotificationsById(tx, memberId, ids.slice(-maxRead));
      if (notifications.length === 0) continue;
      const [row] = await tx
        .insert(notificationMails)
        .values({ memberId, subject, createdAt: due.now })
        .onConflictDoNothing()
        .returning({ id: notificationMails.id });
      if (row) mails.push({ id: row.id, about, ids, notifications, older: Math.max(0, ids.length - maxRead) });
      if (row && isLimited) left -= 1;
    }
    if (postponed.length > 0) await restorePending(tx, postponed, postponeSeconds);
    return mails.length > 0 ? { to, linkKey, mails } : undefined;
  });
}

interface PlannedMail {
  about: MailKind;
  /** In the ledger. */
  subject: string;
  ids: number[];
}

/** Groups notifications into mails: a digest, one mail per discussion, and one for each other topic. */
export function planMails(
  taken: DueNotification[],
  { daily, weekly }: Pick<DueTimes, "daily" | "weekly">,
): PlannedMail[] {
  const planned = new Map<string, PlannedMail>();
  for (const notification of taken) {
    const { about, subject } = mailOf(notification, { daily, weekly });
    const mail = planned.get(subject) ?? { about, subject, ids: [] };
    mail.ids.push(notification.id);
    planned.set(subject, mail);
  }
  return [...planned.values()];
}

function mailOf(
  { kind, frequency, discussion }: DueNotification,
  { daily, weekly }: Pick<DueTimes, "daily" | "weekly">,
): { about: MailKind; subject: string } {
  if (frequency === "daily" || frequency === "weekly") {
    const digest = frequency === "daily" ? daily : weekly;
    return { about: { kind: "digest", digest }, subject: `${digest.rhythm}:${digest.date}` };
  }
  if (discussion !== null)
    return { about: { kind: "discussion", article: discussion }, subject: `discussion:${discussion}` };
  const topic = topicOfKind[kind];
  const about = topic === "follows" ? "articles" : topic === "staff" ? "staff" : "decisions";
  return { about: { kind: about }, subject: about };
}

/** Records that a claimed mail was sent. */
export async function finishMail(db: Executor, id: number): Promise<void> {
  await db.update(notificationMails).set({ sentAt: sql`now()` }).where(eq(notificationMails.id, id));
}

/** Gives a claimed mail back that certainly was not sent: a later run sends it. */
export async function releaseMail(db: Database, { id, ids, about }: ClaimedMail): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(notificationMails).where(eq(notificationMails.id, id));
    await restorePending(tx, ids, about.kind === "digest" ? 0 : retrySeconds);
  });
}

/** Records that one statement deletes at most. */
const deletedAtOnce = 2_000;
const daysAgo = (days: number) => sql`now() - make_interval(days => ${days})`;

/** Deletes pending mails that nobody sent in time. */
export async function deleteLatePendingMails(db: Executor): Promise<void> {
  await db.delete(pendingNotificationMails).where(lt(pendingNotificationMails.createdAt, daysAgo(pendingDays)));
}

/** Deletes the records of old mails. The oldest come first, so that no run reads the whole table. */
export async function deleteOldMails(db: Executor): Promise<void> {
  for (;;) {
    const deleted = await db.execute(sql`
      delete from ${notificationMails} as m using (
        select id, created_at from ${notificationMails} order by id limit ${deletedAtOnce}::int) as oldest
      where m.id = oldest.id and oldest.created_at < ${daysAgo(ledgerDays)}
      returning m.id`);
    if (deleted.length < deletedAtOnce) return;
  }
}
