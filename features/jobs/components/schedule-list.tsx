import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { ScheduleRun } from "../queries.ts";
import { parseResult } from "../rules.ts";
import { JobFact } from "./job-fact.tsx";
import { describeSchedule, JobName } from "./job-name.tsx";

/** The schedules, each with its last run, the next one and the last failure. */
export function ScheduleList({ schedules, now }: { schedules: readonly ScheduleRun[]; now: Date }) {
  const t = translator();
  return (
    <section className="jobs-section" aria-labelledby="jobs-schedules">
      <h2 id="jobs-schedules">{t("jobs.scheduleTitle")}</h2>
      <ul className="jobs-list">
        {schedules.map((schedule) => (
          <li key={schedule.name} data-schedule={schedule.name}>
            <JobName plain={describeSchedule(schedule.name)} technical={schedule.name} />
            <ScheduleFacts schedule={schedule} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ScheduleFacts({ schedule, now }: { schedule: ScheduleRun; now: Date }) {
  const t = translator();
  const { startedAt, finishedAt, nextAt, result, failedAt, failure } = schedule;
  const counts = parseResult(result).map(({ word, count }) => t(`jobs.results.${word}`, { count }));
  const isRunning = startedAt !== null && finishedAt === null;
  return (
    <dl>
      <JobFact name={t("jobs.lastRun")}>
        {startedAt ? <FormattedDate at={startedAt} style="long" /> : t("jobs.neverRun")}
      </JobFact>
      {startedAt && (
        <JobFact name={t("jobs.duration")}>
          {finishedAt ? describeDuration(finishedAt.getTime() - startedAt.getTime()) : t("jobs.running")}
        </JobFact>
      )}
      {finishedAt && (
        <JobFact name={t("jobs.result")}>
          {failure !== null ? t("jobs.failedRun") : counts.join(", ") || t("jobs.nothingToReport")}
        </JobFact>
      )}
      {!isRunning && (
        <JobFact name={t("jobs.nextRun")}>
          {nextAt && nextAt > now ? <FormattedDate at={nextAt} style="long" /> : t("jobs.due")}
        </JobFact>
      )}
      {/* A success clears the cause and keeps the time. */}
      <JobFact name={t("jobs.lastFailure")} isBad={failure !== null}>
        {failedAt ? <FormattedDate at={failedAt} style="long" /> : t("jobs.noFailure")}
        {failure && <span className="jobs-cause">{failure}</span>}
      </JobFact>
    </dl>
  );
}

/** A duration in its largest whole unit. A clock that was set back meanwhile gives none. */
function describeDuration(ms: number): string {
  const t = translator();
  if (ms < 1_000) return t("jobs.milliseconds", { count: Math.max(0, ms) });
  if (ms < 120_000) return t("jobs.seconds", { count: Math.round(ms / 1_000) });
  return t("jobs.minutes", { count: Math.round(ms / 60_000) });
}
