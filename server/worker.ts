import type { PgBoss } from "pg-boss";
import type { Database } from "#db/client.ts";
import { announceClosings, commentErasure, threadRanking } from "#features/comments/jobs.ts";
import { endPins, homePinEnd } from "#features/home/jobs.ts";
import { readOlderRevisions, revisionPictures, sweepUploads } from "#features/media/jobs.ts";
import { accountMail } from "#features/members/account/jobs.ts";
import { memberDeletion } from "#features/members/deletion/jobs.ts";
import { queueOverdueDeletions } from "#features/members/deletion/mutations.ts";
import { memberMail } from "#features/members/jobs.ts";
import { staffInvitationMail } from "#features/members/staff/jobs.ts";
import { appealMail } from "#features/moderation/appeals/jobs.ts";
import { spamTrainingJob, trainDaily } from "#features/moderation/pipeline/spam/jobs.ts";
import { decisionMail } from "#features/moderation/statements/jobs.ts";
import { keepStats } from "#features/moderation/stats/mutations.ts";
import { followSchedules } from "#features/newsroom/schedule/clock.ts";
import { publishDue } from "#features/newsroom/schedule/due.ts";
import { noticeMail } from "#features/notices/jobs.ts";
import { relatedRefresh } from "#features/related/jobs.ts";

import { filedMerge, filedRelated } from "#features/taxonomy/filing/jobs.ts";
import { closeJobs, type JobKind, openJobs, openQueue, workOnce } from "#lib/jobs.ts";
import { log } from "#lib/log.ts";
import { forgetExpired } from "./forgetting.ts";

interface Kind {
  open(boss: PgBoss): Promise<void>;
  follow(boss: PgBoss, db: Database): Promise<unknown>;
  once(boss: PgBoss, db: Database): Promise<boolean | undefined>;
}

/** A kind of job with its data's type kept to itself, so that kinds can stand in one list. */
function kindOf<T extends object>(kind: JobKind<T>): Kind {
  return {
    open: (boss) => openQueue(boss, kind),
    follow: (boss, db) =>
      boss.work<T>(kind.name, { pollingIntervalSeconds: 1 }, async (jobs) => {
        for (const job of jobs) {
          try {
            await kind.work(db, job.data);
          } catch (error) {
            log.warn({ err: error, job: job.id, queue: kind.name }, "A job failed and will be tried again.");
            throw error;
          }
        }
      }),
    once: (boss, db) => workOnce(boss, db, kind),
  };
}

/** Every kind of job there is; a new one is written down here. */
const kinds: Kind[] = [
  kindOf(memberMail),
  kindOf(accountMail),
  kindOf(staffInvitationMail),
  kindOf(noticeMail),
  kindOf(memberDeletion),
  kindOf(threadRanking),
  kindOf(commentErasure),
  kindOf(spamTrainingJob),
  kindOf(decisionMail),
  kindOf(appealMail),
  kindOf(relatedRefresh),
  kindOf(homePinEnd),
  kindOf(filedMerge),
  kindOf(filedRelated),
  kindOf(revisionPictures),
];

/** How often (hours) the worker looks for what time alone has made due. */
const lookHours = 1;

/**
 * Puts into the queue again what was promised for a day that is over, has pages say that their day has come, and deletes what has
 * expired. Its failure stops nothing else.
 */
async function lookAround(db: Database): Promise<void> {
  try {
    const found = await queueOverdueDeletions(db);
    if (found > 0) log.warn({ deletions: found }, "Deletions that are overdue are put into the queue again.");
    // Twice the pause: a late look misses nothing, and clearing a page twice costs little.
    await announceClosings(db, 2 * lookHours);
    await forgetExpired(db);
    await endPins(db);
    await sweepUploads();
    await readOlderRevisions(db);
    await keepStats(db);
  } catch (error) {
    log.error({ err: error }, "The worker could not look for what is due.");
  }
}

/**
 * Opens the job queue and, with `work`, does its jobs as they come (looked for each second). Without `work` (WORKER=0) this process only
 * adds jobs. Returns what closes both.
 */
export async function startJobs(db: Database, options: { work: boolean }): Promise<() => Promise<void>> {
  const boss = await openJobs({ supervise: options.work });
  for (const kind of kinds) {
    await kind.open(boss);
    if (options.work) await kind.follow(boss, db);
  }
  if (options.work) await trainDaily(db);
  if (!options.work) return closeJobs;
  // Before all else: what was due while nobody was there is overdue.
  const stopSchedules = followSchedules(db);
  await lookAround(db);
  const looking = setInterval(() => lookAround(db), lookHours * 3_600_000);
  return async () => {
    clearInterval(looking);
    await stopSchedules();
    await closeJobs();
  };
}

/** Does what is due in every queue, once, and says how much was done and how much failed (and will be tried again). */
export async function drainJobs(db: Database): Promise<{ done: number; failed: number }> {
  const count = { done: 0, failed: 0 };
  try {
    const boss = await openJobs();
    const { published, refused } = await publishDue(db);
    count.done += published;
    count.failed += refused;
    await lookAround(db);
    for (const kind of kinds) {
      await kind.open(boss);
      for (let done = await kind.once(boss, db); done !== undefined; done = await kind.once(boss, db)) {
        count[done ? "done" : "failed"] += 1;
      }
    }
    return count;
  } finally {
    await closeJobs();
  }
}
