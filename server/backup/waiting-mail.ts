import type postgres from "postgres";
import { accountMail, signInMail } from "#features/auth/mail/jobs.ts";
import { decisionMailJob, noticeMailJob } from "#features/decision-history/jobs.ts";
import { appealMailJob } from "#features/moderation/appeals/jobs.ts";
import { preferencesLinkJob, signupMailJob } from "#features/newsletter/signup/jobs.ts";
import { staffInvitationMail } from "#features/staff/invitations/jobs.ts";

/** Queues whose jobs send a mail. */
const mailQueues = [
  signInMail,
  accountMail,
  appealMailJob,
  decisionMailJob,
  noticeMailJob,
  staffInvitationMail,
  signupMailJob,
  preferencesLinkJob,
].map(({ name }) => name);

/** What was waiting to be sent when the backup was made, and is not sent. */
export interface HeldMail {
  jobs: number;
  notifications: number;
  /** Issues of the newsletter that were being sent or were due: paused, or drafts again. */
  issues: number;
}

/**
 * Keeps a restored site from sending again what the old one may have sent after the backup: mails in the queue are
 * cancelled, notifications that waited for a mail are on the site only, an issue that was being sent is paused, and one
 * whose time has come is a draft again.
 */
export async function holdWaitingMail(sql: postgres.Sql): Promise<HeldMail> {
  return sql.begin(async (tx) => {
    const [queue] = await tx`select to_regclass('pgboss.job') is not null as found`;
    const jobs = queue?.found
      ? await tx`
          update pgboss.job set state = 'cancelled', completed_on = now()
          where name = any(${mailQueues}) and state in ('created', 'retry', 'active')`
      : { count: 0 };
    const notifications = await tx`delete from pending_notification_mails`;
    const sending = await tx`
      update newsletter_issues set status = 'paused', version = version + 1, updated_at = now()
      where status = 'sending'`;
    const due = await tx`
      update newsletter_issues set status = 'draft', scheduled_at = null, version = version + 1, updated_at = now()
      where status = 'scheduled' and scheduled_at <= now()`;
    return { jobs: jobs.count, notifications: notifications.count, issues: sending.count + due.count };
  });
}
