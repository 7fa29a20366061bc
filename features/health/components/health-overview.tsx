import { FormSuccess } from "#components/ui/form-success.tsx";
import { translator } from "#i18n/translator.ts";
import { listProblems } from "../examination/queries.ts";
import type { HealthView } from "../loaders.ts";
import { describeBackupFailure } from "../wording/describe-cause.ts";
import { isStale, staleMs } from "../wording/verdict.ts";
import { BackupPanel } from "./backup-panel.tsx";
import { DiskPanel } from "./disk-panel.tsx";
import { HealthRefresh } from "./health-refresh.client.tsx";
import { IncidentList } from "./incident-list.tsx";
import { JobPanel } from "./job-panel.tsx";
import { MailPanel } from "./mail-panel.tsx";
import { MoreChecks } from "./more-checks.tsx";
import { ProblemList } from "./problem-list.tsx";
import { SlowPagePanel } from "./slow-page-panel.tsx";
import { TrafficPanel } from "./traffic-panel.tsx";

const doneMessages = {
  backup: "health.done.backup",
  trial: "health.done.trial",
  jobs: "health.done.jobs",
  check: "health.done.check",
} as const;

const isDone = (done: string | undefined): done is keyof typeof doneMessages =>
  done !== undefined && Object.hasOwn(doneMessages, done);

/** The page of the site's health below its title. `done`: what a button has just done. */
export function HealthOverview({ view, done }: { view: HealthView; done: string | undefined }) {
  const t = translator();
  const { examination, incidents, now, style } = view;
  const backupFailure = describeBackupFailure(examination.checks.backups.facts, now, style);
  const stale = isStale(examination, now);
  return (
    <div className="health" data-stale={stale ? "" : undefined}>
      <HealthRefresh ageMs={examination.checkedAt ? now - examination.checkedAt.getTime() : 0} staleMs={staleMs} />
      {isDone(done) && <FormSuccess>{t.typeset(doneMessages[done])}</FormSuccess>}
      <p className="health-stale">
        {t.typeset("health.staleText")} <a href="/admin/jobs">{t("health.staleLink")}</a>
      </p>
      <ProblemList
        problems={listProblems(examination)}
        style={style}
        causes={backupFailure === undefined ? {} : { backups: backupFailure }}
      />
      <section aria-labelledby="health-panels">
        <h2 id="health-panels" className="health-hidden">
          {t("health.panels")}
        </h2>
        <div className="health-panels">
          <TrafficPanel view={view} />
          <MailPanel view={view} />
          <BackupPanel view={view} />
          <JobPanel view={view} />
          <DiskPanel view={view} />
          <SlowPagePanel view={view} />
        </div>
      </section>
      {examination.checkedAt && <MoreChecks view={view} />}
      <IncidentList incidents={incidents} now={now} style={style} hasHistory={examination.checkedAt !== null} />
    </div>
  );
}
