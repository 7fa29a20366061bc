import { z } from "zod";
import { count, moment, seconds, text } from "./facts.ts";
import { findingsOf, type HealthFinding } from "./rules.ts";

/** What runs in the background. */
export const jobFacts = z.object({
  /** The age of the last heartbeat of any process that runs jobs; null: there was none. */
  heartbeatSeconds: seconds.nullable(),
  /** Jobs that were given up, and jobs that wait for another attempt. */
  givenUp: count,
  retrying: count,
  /** Due jobs that no worker has taken, and since when the oldest is due. */
  waiting: count,
  waitingSeconds: seconds,
  /** Jobs whose time has not come. */
  later: count,
  /** Names of schedules whose last run failed, and of those that should have run long ago. */
  failedSchedules: z.array(text(60)).max(50),
  overdueSchedules: z.array(text(60)).max(50),
  /** The last failure of a schedule; null: none is known. */
  lastFailureAt: moment.nullable(),
  /** The slowest last run of a schedule. */
  slowestSeconds: seconds,
});
export type JobFacts = z.infer<typeof jobFacts>;

/** As the notice on the admin pages (features/jobs/heartbeat). */
const silentSeconds = 600;
const lateSeconds = 900;

const result = findingsOf("jobs");

/** Assesses whether background jobs run and succeed. */
export function assessJobs(facts: JobFacts): HealthFinding {
  const { heartbeatSeconds, givenUp, retrying, waiting, waitingSeconds, failedSchedules, overdueSchedules } = facts;
  if (heartbeatSeconds === null) return result.unknown("jobsNotStarted");
  if (heartbeatSeconds >= silentSeconds) return result.bad("jobsSilent", { silentSeconds: heartbeatSeconds });
  if (overdueSchedules.length > 0) return result.bad("jobsOverdue", { count: overdueSchedules.length });
  if (waiting > 0 && waitingSeconds >= lateSeconds) return result.bad("jobsLate", { count: waiting, waitingSeconds });
  if (givenUp > 0) return result.look("jobsGivenUp", { count: givenUp });
  if (failedSchedules.length > 0) return result.look("jobsScheduleFailed", { count: failedSchedules.length });
  if (retrying > 0) return result.ok("jobsRetrying", { count: retrying });
  const due = waiting + facts.later;
  return due > 0 ? result.ok("jobsWaiting", { count: due }) : result.ok("jobsDone");
}
