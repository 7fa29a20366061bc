import type { Executor } from "#db/client.ts";
import { listScheduleRuns, type ScheduleRun } from "#features/jobs/queries.ts";
import { knownSchedules } from "#features/jobs/rules.ts";
import type { JobFacts } from "../checks/background-work.ts";
import type { FeedFacts } from "../checks/feed-reading.ts";
import type { MailFacts } from "../checks/mail-delivery.ts";
import type { ModerationFacts } from "../checks/moderation.ts";
import { readSiteFigures, type SiteFigures } from "../samples/site-figures.ts";

/** A schedule that is due for this long does not run: the rarest look is twice a minute. */
const overdueMs = 30 * 60_000;

interface WorkFacts {
  jobs: JobFacts;
  feeds: FeedFacts;
  moderation: ModerationFacts;
  mails: Pick<MailFacts, "waiting" | "waitingSeconds" | "uncertain">;
}

/** Measures what the site has to do: background jobs, mails, feeds, and what waits for a moderator. */
export async function measureWork(db: Executor, now: number): Promise<WorkFacts> {
  const figures = await readSiteFigures(db);
  const names: readonly string[] = knownSchedules;
  // Schedules of another version of Vigie do not run any more.
  const runs = (await listScheduleRuns(db)).filter(({ name }) => names.includes(name));
  return {
    jobs: describeJobs(figures, runs, now),
    feeds: { ...figures.feeds, overdueSeconds: Math.round(figures.feeds.overdueSeconds) },
    moderation: addWaiting(Object.values(figures.moderation)),
    mails: {
      waiting: figures.mails.waiting,
      waitingSeconds: Math.round(figures.mails.oldestSeconds),
      uncertain: figures.newsletter.uncertain,
    },
  };
}

const isLate = (now: number) => (run: ScheduleRun) => run.nextAt !== null && now - run.nextAt.getTime() >= overdueMs;

function describeJobs({ queues, heartbeatSeconds }: SiteFigures, runs: readonly ScheduleRun[], now: number): JobFacts {
  const all = Object.values(queues);
  const sum = (read: (queue: (typeof all)[number]) => number) => all.reduce((total, queue) => total + read(queue), 0);
  const failures = runs.flatMap(({ failedAt }) => (failedAt ? [failedAt.getTime()] : []));
  const times = runs.flatMap(({ startedAt, finishedAt }) =>
    startedAt && finishedAt ? [(finishedAt.getTime() - startedAt.getTime()) / 1_000] : [],
  );
  const waiting = addWaiting(all);
  return {
    heartbeatSeconds: heartbeatSeconds === null ? null : Math.round(heartbeatSeconds),
    givenUp: sum(({ givenUp }) => givenUp),
    retrying: sum(({ failed, givenUp }) => failed - givenUp),
    waiting: waiting.waiting,
    waitingSeconds: waiting.waitingSeconds,
    later: sum(({ later }) => later),
    failedSchedules: runs.filter(({ failure }) => failure !== null).map(({ name }) => name),
    overdueSchedules: runs.filter(isLate(now)).map(({ name }) => name),
    lastFailureAt: failures.length > 0 ? Math.max(...failures) : null,
    slowestSeconds: Math.max(0, ...times),
  };
}

const addWaiting = (all: readonly { waiting: number; oldestSeconds: number }[]) => ({
  waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
  waitingSeconds: Math.round(Math.max(0, ...all.map(({ oldestSeconds }) => oldestSeconds))),
});
