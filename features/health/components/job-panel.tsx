import { FiguresTable } from "#components/charts/figures-table.tsx";
import { describeSchedule } from "#features/jobs/components/job-name.tsx";
import type { ScheduleRun } from "#features/jobs/queries.ts";
import { translator } from "#i18n/translator.ts";
import { ageSeconds } from "../checks/facts.ts";
import type { HealthView } from "../loaders.ts";
import { describeFinding, type FigureStyle } from "../wording/describe-finding.ts";
import { describeMoment } from "../wording/describe-moment.ts";
import { formatClock, formatMilliseconds, formatSeconds } from "../wording/figures.ts";
import { HealthPanel, NoDrawing } from "./health-panel.tsx";

/** What people notice if it does not run; failures are shown before it. */
const shownFirst = ["search-index", "publication", "newsletter", "maintenance"];
const maxShown = 4;
/** What runs more often has no next time worth reading. */
const rareMs = 30 * 60_000;

/** Background jobs: what ran last, and when the rare ones run next. */
export function JobPanel({ view: { examination, schedules, style, now } }: { view: HealthView }) {
  const t = translator();
  const { facts, finding } = examination.checks.jobs;
  const isBroken = ({ name, failure }: ScheduleRun) =>
    failure !== null || facts?.overdueSchedules.includes(name) === true;
  const order = ({ name }: ScheduleRun) => (shownFirst.includes(name) ? shownFirst.indexOf(name) : shownFirst.length);
  const shown = [...schedules]
    .sort((a, b) => Number(isBroken(b)) - Number(isBroken(a)) || order(a) - order(b))
    .slice(0, maxShown);
  const title = t("health.checks.jobs");
  const { locale } = style;
  const slowestAge = formatMilliseconds((facts?.slowestSeconds ?? 0) * 1_000, locale);
  const hasRun = schedules.some(({ startedAt }) => startedAt !== null);
  return (
    <HealthPanel
      check="jobs"
      state={finding.state}
      says={describeFinding(finding, style)}
      drawing={
        hasRun ? (
          <ul className="health-tasks">
            {shown.map((run) => (
              <li key={run.name} data-broken={isBroken(run) ? "" : undefined}>
                <span aria-hidden="true">{isBroken(run) ? "!" : "✓"}</span>
                <span>{describeSchedule(run.name)}</span>
                <span>{isBroken(run) ? t("health.panel.failed") : describeRun(run, now, style)}</span>
              </li>
            ))}
          </ul>
        ) : (
          <NoDrawing>{t.typeset("health.panel.noJobs")}</NoDrawing>
        )
      }
      detail={
        facts === null || facts.slowestSeconds === 0
          ? t.typeset("health.details.jobsNone")
          : facts.lastFailureAt === null
            ? t.typeset("health.details.jobsNoFailure", { slowestAge })
            : t.typeset("health.details.jobsSince", {
                slowestAge,
                sinceSeconds: formatSeconds(ageSeconds(facts.lastFailureAt, now), { locale, unitDisplay: "long" }),
              })
      }
      figures={
        hasRun && (
          <FiguresTable
            id="jobs-figures"
            title={title}
            summary={t("health.panel.table")}
            columns={[t("health.panel.task"), t("health.panel.last"), t("health.panel.next")]}
            rows={schedules.map((run) => [
              describeSchedule(run.name),
              run.finishedAt ? describeMoment(run.finishedAt, now, style) : t("health.panel.neverRun"),
              run.nextAt && run.nextAt.getTime() > now ? formatClock(run.nextAt, style) : t("health.panel.soon"),
            ])}
          />
        )
      }
    />
  );
}

/** When it runs next if that is far away, else how long ago it ran. */
function describeRun({ startedAt, finishedAt, nextAt }: ScheduleRun, now: number, style: FigureStyle): string {
  const t = translator();
  if (startedAt === null) return t("health.panel.neverRun");
  if (finishedAt === null) return t("health.panel.running");
  if (nextAt && nextAt.getTime() - now > rareMs)
    return t.typeset("health.when.at", { time: formatClock(nextAt, style) });
  const age = formatSeconds(ageSeconds(finishedAt.getTime(), now), { locale: style.locale, unitDisplay: "short" });
  return t.typeset("health.panel.ago", { age });
}
