import "./jobs.css";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { WorkerHealth } from "../heartbeat/queries.ts";

/** Says that no jobs run, and what to do; nothing while they run. `link` leads to the page of jobs. */
export function OutageNotice({ health, link = false }: { health: WorkerHealth; link?: boolean }) {
  const t = translator();
  if (!health.outageSince) return null;
  return (
    <section className="jobs-outage" aria-labelledby="jobs-outage">
      <h2 id="jobs-outage">{t("jobs.outage.title")}</h2>
      <p>{t.typeset("jobs.outage.text")}</p>
      <p>{t.typeset("jobs.outage.repair")}</p>
      <p className="admin-detail">
        {health.lastHeartbeatAt ? (
          <>
            {t.typeset("jobs.outage.lastHeartbeat")} <FormattedDate at={health.lastHeartbeatAt} style="long" />
          </>
        ) : (
          t("jobs.outage.never")
        )}
      </p>
      {link && (
        <p>
          <a className="button" href="/admin/jobs">
            {t("jobs.outage.link")}
          </a>
        </p>
      )}
    </section>
  );
}
