import "./jobs.css";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { WorkerHealth } from "../heartbeat/queries.ts";

/** Says that no jobs run, and what to do; nothing while they run. `link` leads to the page of jobs. */
export function SilenceNotice({ health, link = false }: { health: WorkerHealth; link?: boolean }) {
  const t = translator();
  if (!health.silentSince) return null;
  return (
    <section className="jobs-silence" aria-labelledby="jobs-silence">
      <h2 id="jobs-silence">{t("jobs.silence.title")}</h2>
      <p>{t.typeset("jobs.silence.text")}</p>
      <p>{t.typeset("jobs.silence.repair")}</p>
      <p className="admin-detail">
        {health.lastHeartbeatAt ? (
          <>
            {t("jobs.silence.lastHeartbeat")} <FormattedDate at={health.lastHeartbeatAt} style="long" />
          </>
        ) : (
          t("jobs.silence.never")
        )}
      </p>
      {link && (
        <p>
          <a className="button" href="/admin/jobs">
            {t("jobs.silence.link")}
          </a>
        </p>
      )}
    </section>
  );
}
