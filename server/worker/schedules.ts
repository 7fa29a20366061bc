import type { Database } from "#db/client.ts";
import { requeueOverdueDeletions } from "#features/account/deletion/mutations.ts";
import { invalidateClosedByAge } from "#features/comments/jobs.ts";
import { notifyFollowersOfComments } from "#features/follows/announcements/mutations.ts";
import { examineSite } from "#features/health/examination/examine.ts";
import { mailIncidents } from "#features/health/incidents/mail.ts";
import { removeExpiredPins } from "#features/home/jobs.ts";
import { readBounceMailbox } from "#features/mail/bounces/bounce-mailbox.ts";
import { cleanPictureFiles, removeAbandonedUploads } from "#features/media/jobs.ts";
import { applyDiscussionLimits } from "#features/moderation/discussion-limits/mutations.ts";
import { sendModerationDigests } from "#features/moderation-digest/mails/send.ts";
import { receiveMessage } from "#features/newsletter/bounces/mutations.ts";
import { composeDueDrafts } from "#features/newsletter/issues/due-drafts.ts";
import { publishDueArticles } from "#features/newsroom/schedule/publish-due.ts";
import { sendNotificationMails } from "#features/notifications/mails/send.ts";
import { upgradeRelated } from "#features/related/selection/upgrade.ts";
import { trainSpam } from "#features/screening/spam/mutations.ts";
import { runSearchIndexing } from "#features/search/indexing/jobs.ts";
import { submitChangedAddresses } from "#features/sitemap/index-now/mutations.ts";
import { updateDueReservations } from "#features/syndication/reservation/mutations.ts";
import { requestSubscriptions } from "#features/syndication/websub/mutations.ts";
import { updateModerationStats } from "#features/transparency/stats/mutations.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import type { Schedule } from "#lib/schedules.ts";
import { runDueBackups, runDueTrialRestore } from "./backups.ts";
import { deleteExpiredData } from "./data-retention.ts";
import { removeUnusedUploads, runWaitingImports } from "./imports.ts";
import { prepareNewsletter } from "./newsletter-sender.ts";

/** How often (hours) the worker looks for work that is due by time alone. */
const maintenanceIntervalHours = 1;

/** Enqueues again the jobs that are overdue, invalidates pages whose comments closed by age, and deletes expired data. */
async function runMaintenance(db: Database): Promise<undefined> {
  const found = await requeueOverdueDeletions(db);
  if (found > 0) log.warn({ deletions: found }, "Deletions that are overdue are put into the queue again.");
  // Twice the interval, so that a late run misses nothing; invalidating a page twice costs little.
  await invalidateClosedByAge(db, 2 * maintenanceIntervalHours);
  await deleteExpiredData(db);
  await removeExpiredPins(db);
  await removeAbandonedUploads();
  await removeUnusedUploads(db);
  await cleanPictureFiles(db);
  await updateModerationStats(db);
}

const seconds = 1_000;
export const hours = 3_600 * seconds;

export const maintenance: Schedule = {
  name: "maintenance",
  everyMs: maintenanceIntervalHours * hours,
  work: runMaintenance,
};

/** Reads the mailbox to which mails return. */
const bounceMailbox: Schedule = {
  name: "bounce-mailbox",
  everyMs: 120 * seconds,
  work: async (db, signal) => {
    const url = env().MAIL_BOUNCE_IMAP_URL;
    if (!url) return undefined;
    const read = await readBounceMailbox(url, (message) => receiveMessage(db, message, "mailbox"), signal);
    return read > 0 ? `${read} read` : undefined;
  },
};

/**
 * Every schedule of this process; add new ones here, and their names in `features/jobs/rules.ts` and i18n
 * `jobs.schedules`. A result is a list of counts, as in `3 sent, 1 refused`.
 */
export const listSchedules = (): readonly Schedule[] => [
  maintenance,
  {
    name: "publication",
    everyMs: 60 * seconds,
    // The scheduler is more punctual; this one shows that it can publish, and makes up for what it missed.
    work: async (db, signal) => {
      const { published, refused } = await publishDueArticles(db, signal);
      return published + refused > 0 ? `${published} published, ${refused} refused` : undefined;
    },
  },
  {
    name: "newsletter-drafts",
    everyMs: hours,
    work: async (db) => {
      const drafted = await composeDueDrafts(db);
      return drafted.length > 0 ? `${drafted.length} drafted` : undefined;
    },
  },
  {
    name: "spam-training",
    everyMs: 24 * hours,
    work: async (db) => {
      await trainSpam(db);
      return undefined;
    },
  },
  {
    name: "source-reservations",
    everyMs: hours,
    work: async (db, signal) => {
      const read = await updateDueReservations(db, signal);
      return read > 0 ? `${read} read` : undefined;
    },
  },
  {
    name: "index-now",
    everyMs: 60 * seconds,
    work: async (db, signal) => {
      const sent = await submitChangedAddresses(db, new Date(), { signal });
      return sent > 0 ? `${sent} sent` : undefined;
    },
  },
  { name: "imports", everyMs: 10 * seconds, work: runWaitingImports },
  {
    name: "search-index",
    everyMs: 20 * seconds,
    work: async (db, signal) => {
      const { indexed, counted } = await runSearchIndexing(db, signal);
      return indexed + counted > 0 ? `${indexed} indexed, ${counted} counted` : undefined;
    },
  },
  {
    name: "related-upgrade",
    everyMs: 60 * seconds,
    work: async (db, signal) => {
      const computed = await upgradeRelated(db, { signal });
      return computed > 0 ? `${computed} computed` : undefined;
    },
  },
  {
    name: "discussion-limits",
    everyMs: 60 * seconds,
    work: async (db) => {
      const { begun, ended } = await applyDiscussionLimits(db);
      return begun + ended > 0 ? `${begun} begun, ${ended} ended` : undefined;
    },
  },
  { name: "newsletter", everyMs: 60 * seconds, work: prepareNewsletter },
  {
    name: "health",
    everyMs: 60 * seconds,
    work: async (db, signal) => {
      await examineSite(db, { signal });
      const sent = await mailIncidents(db);
      return sent > 0 ? `${sent} sent` : undefined;
    },
  },
  {
    name: "followed-comments",
    everyMs: 10 * seconds,
    work: async (db, signal) => {
      const notified = await notifyFollowersOfComments(db, signal);
      return notified > 0 ? `${notified} notified` : undefined;
    },
  },
  {
    name: "notification-mails",
    everyMs: 60 * seconds,
    work: async (db, signal) => {
      const { sent, released, refused, uncertain } = await sendNotificationMails(db, new Date(), signal);
      const isQuiet = sent + released + refused + uncertain === 0;
      return isQuiet ? undefined : `${sent} sent, ${released} later, ${refused} refused, ${uncertain} uncertain`;
    },
  },
  // When a digest is due is decided by the site's zone and what was claimed; this only looks.
  {
    name: "moderation-digest",
    everyMs: 600 * seconds,
    work: async (db, signal) => {
      const sent = await sendModerationDigests(db, new Date(), signal);
      return sent > 0 ? `${sent} sent` : undefined;
    },
  },
  {
    name: "websub",
    everyMs: 60 * seconds,
    work: async (db, signal) => {
      const requested = await requestSubscriptions(db, { signal });
      return requested > 0 ? `${requested} requested` : undefined;
    },
  },
  // When a backup is due is decided by the records of its runs, in the site's zone; these only look.
  { name: "backup", everyMs: 300 * seconds, work: runDueBackups },
  { name: "backup-trial", everyMs: 900 * seconds, work: runDueTrialRestore },
  ...(env().MAIL_BOUNCE_IMAP_URL ? [bounceMailbox] : []),
];
