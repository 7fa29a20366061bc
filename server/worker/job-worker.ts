import type { PgBoss } from "pg-boss";
import type { Database } from "#db/client.ts";
import { memberDeletion } from "#features/account/deletion/jobs.ts";
import { executeDeletion } from "#features/account/deletion/mutations.ts";
import { hubPingJob } from "#features/articles/jobs.ts";
import { sendAccountMail } from "#features/auth/mail/account-mail.ts";
import { accountMail, signInMail } from "#features/auth/mail/jobs.ts";
import { sendSignInMail } from "#features/auth/mail/sign-in-mail.ts";
import { backupRequestJob } from "#features/backup/jobs.ts";
import {
  commentErasureJob,
  eraseDeletedComments,
  storeThreadRanks,
  threadRankingJob,
} from "#features/comments/jobs.ts";
import { decisionMailJob, noticeMailJob } from "#features/decision-history/jobs.ts";
import { sendNoticeMail } from "#features/dsa-notices/mail.ts";
import { pingHub } from "#features/feeds/hub/jobs.ts";
import { articleAnnouncementJob } from "#features/follows/announcements/jobs.ts";
import { announceArticle } from "#features/follows/announcements/mutations.ts";
import { removeExpiredPins, removeExpiredPinsJob } from "#features/home/jobs.ts";
import { startHeartbeat } from "#features/jobs/heartbeat/watch.ts";
import { appealMailJob } from "#features/moderation/appeals/jobs.ts";
import { sendAppealMail } from "#features/moderation/appeals/mail.ts";
import { sendDecisionMails } from "#features/moderation/statements/mail.ts";
import { preferencesLinkJob, signupMailJob } from "#features/newsletter/signup/jobs.ts";
import { sendPreferencesLink, sendSignupMail } from "#features/newsletter/signup/mail.ts";
import { publishDueArticles } from "#features/newsroom/schedule/publish-due.ts";
import { startScheduler } from "#features/newsroom/schedule/scheduler.ts";
import { refreshRelatedBatch, refreshRelatedJob } from "#features/related/jobs.ts";
import { staffInvitationMail } from "#features/staff/invitations/jobs.ts";
import { sendInvitationMail } from "#features/staff/invitations/mail.ts";
import {
  itemPicturesJob,
  itemPublicationJob,
  itemSourceChangeJob,
  sourceReservationJob,
} from "#features/syndication/jobs.ts";
import { pollDueFeeds } from "#features/syndication/polling/poll-due-feeds.ts";
import { addPicturesToArticle } from "#features/syndication/publication/add-pictures.ts";
import { followSourceByPolicy } from "#features/syndication/publication/follow-source.ts";
import { publishItemByPolicy } from "#features/syndication/publication/publish-item.ts";
import { updateSourceReservation } from "#features/syndication/reservation/mutations.ts";
import { mergeTermsJob, refreshTermRelatedJob } from "#features/taxonomy-admin/jobs.ts";
import { continueMerge } from "#features/taxonomy-admin/merge/merge.ts";
import { refreshTermRelated } from "#features/taxonomy-admin/refresh-related.ts";
import {
  closeJobs,
  type JobDefinition,
  type JobHandler,
  openJobs,
  openQueue,
  runDueJobs,
  runNextJob,
  watchLostJobs,
} from "#lib/jobs.ts";

import { runIfDue, startSchedule } from "#lib/schedules.ts";
import { recordProcess } from "../metrics/sample-recorder.ts";
import { beginRequestedBackup, finishRequestedBackup } from "./backups.ts";
import { openFeedParsers, startFeedPoller } from "./feed-poller.ts";
import { startNewsletterSender } from "./newsletter-sender.ts";
import { hours, listSchedules, maintenance } from "./schedules.ts";

interface BoundJob {
  name: string;
  open(boss: PgBoss): Promise<void>;
  follow(boss: PgBoss, db: Database): Promise<unknown>;
  once(boss: PgBoss, db: Database): Promise<boolean | undefined>;
}

/** Binds a job to its handler. The payload's type stays inside, so that one list can hold all jobs. */
function bindJob<T extends object>(job: JobDefinition<T>, handler: JobHandler<T>): BoundJob {
  return {
    name: job.name,
    open: (boss) => openQueue(boss, job),
    follow: (boss, db) => runDueJobs(boss, db, job, handler),
    once: (boss, db) => runNextJob(boss, db, job, handler),
  };
}

/** Every job and its handler; add new ones here, and their names in i18n `jobs.queues`. */
const boundJobs: BoundJob[] = [
  bindJob(signInMail, sendSignInMail),
  bindJob(accountMail, sendAccountMail),
  bindJob(staffInvitationMail, sendInvitationMail),
  bindJob(signupMailJob, sendSignupMail),
  bindJob(preferencesLinkJob, sendPreferencesLink),
  bindJob(noticeMailJob, sendNoticeMail),
  bindJob(memberDeletion, (db, { deletion }) => executeDeletion(db, deletion)),
  bindJob(threadRankingJob, (db, { article }) => storeThreadRanks(db, article)),
  bindJob(commentErasureJob, (db) => eraseDeletedComments(db)),
  bindJob(decisionMailJob, (db, { memberId }) => sendDecisionMails(db, memberId)),
  bindJob(appealMailJob, (db, { appeal }) => sendAppealMail(db, appeal)),
  bindJob(refreshRelatedJob, refreshRelatedBatch),
  bindJob(removeExpiredPinsJob, (db) => removeExpiredPins(db)),
  bindJob(mergeTermsJob, continueMerge),
  bindJob(refreshTermRelatedJob, refreshTermRelated),
  bindJob(itemPublicationJob, (db, { item }) => publishItemByPolicy(db, item)),
  bindJob(itemPicturesJob, (db, task) => addPicturesToArticle(db, task)),
  bindJob(itemSourceChangeJob, (db, { item }) => followSourceByPolicy(db, item)),
  bindJob(sourceReservationJob, (db, { source }) => updateSourceReservation(db, source)),
  bindJob(articleAnnouncementJob, (db, { article }) => announceArticle(db, article)),
  bindJob(hubPingJob, pingHub),
  bindJob(backupRequestJob, beginRequestedBackup),
];

/** The names of all queues. */
export const queueNames = (): string[] => boundJobs.map(({ name }) => name);

/** The job queue of a process, and what runs its jobs. */
interface Worker {
  /** Runs jobs as they arrive (polled each second), and the schedules. */
  start(): Promise<void>;
  /** Closes the queue too. */
  stop(): Promise<void>;
}

/**
 * Opens the job queue, so that jobs can be added. With `work` they are run from `start` on; without it (WORKER=0) this
 * process only adds some.
 */
export async function openWorker(db: Database, options: { work: boolean }): Promise<Worker> {
  const boss = await openJobs({ supervise: options.work });
  for (const kind of boundJobs) await kind.open(boss);
  let working: Promise<() => Promise<void>> | undefined;
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    // A start that failed has been reported by `start`.
    const stopWork = await working?.catch(() => undefined);
    await (stopWork ?? closeJobs)();
  };
  return {
    async start() {
      if (!options.work || stopped) return;
      working = startWork(boss, db);
      await working;
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function startWork(boss: PgBoss, db: Database): Promise<() => Promise<void>> {
  // First, because what follows may take a while.
  const stopHeartbeat = startHeartbeat(db);
  for (const kind of boundJobs) await kind.follow(boss, db);
  const stopWatch = watchLostJobs(db);
  // First, because jobs that became due while no process ran are overdue.
  const stopScheduler = startScheduler(db);
  await runIfDue(db, maintenance, { force: true });
  const stopSchedules = listSchedules().map((schedule) => startSchedule(db, schedule));
  const stopNewsletter = startNewsletterSender(db, { url: process.env.DATABASE_URL ?? "" });
  const stopFeeds = startFeedPoller(db, { url: process.env.DATABASE_URL ?? "" });
  return async () => {
    await Promise.all([
      finishRequestedBackup({ stop: true }),
      stopScheduler(),
      stopNewsletter(),
      stopFeeds(),
      stopWatch(),
      ...stopSchedules.map((stop) => stop()),
    ]);
    // Before the heartbeat: jobs that run must end first.
    await closeJobs();
    await stopHeartbeat();
  };
}

/** Fetches the feeds that are due, with parser threads of their own. */
async function pollFeedsOnce(db: Database): Promise<void> {
  const closeParsers = openFeedParsers();
  try {
    await pollDueFeeds(db);
  } finally {
    await closeParsers();
  }
}

interface DrainReport {
  /** Jobs that were done, and articles published. */
  done: number;
  /** Jobs and schedules that failed; they will be tried again. */
  failed: number;
  /** Schedules that ran. */
  schedules: number;
}

/**
 * Runs every schedule once that is due or runs at least hourly, then what is due in every queue. It counts as a
 * heartbeat, so a site whose jobs are run by cron every few minutes raises no alert.
 */
export async function drainJobs(db: Database): Promise<DrainReport> {
  const count = { done: 0, failed: 0, schedules: 0 };
  const stopHeartbeat = startHeartbeat(db);
  const stopRecording = recordProcess(db);
  try {
    const boss = await openJobs();
    const { published, refused } = await publishDueArticles(db);
    count.done += published;
    count.failed += refused;
    await pollFeedsOnce(db);
    for (const schedule of listSchedules()) {
      const outcome = await runIfDue(db, schedule, { force: schedule.everyMs <= hours });
      if (outcome === "done") count.schedules += 1;
      if (outcome === "failed") count.failed += 1;
    }
    for (const kind of boundJobs) {
      await kind.open(boss);
      for (let done = await kind.once(boss, db); done !== undefined; done = await kind.once(boss, db)) {
        count[done ? "done" : "failed"] += 1;
      }
    }
    await finishRequestedBackup();
    return count;
  } finally {
    await closeJobs();
    await stopRecording();
    await stopHeartbeat();
  }
}
