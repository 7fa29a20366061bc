import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { WorkerHealth } from "../heartbeat/queries.ts";
import { OutageNotice } from "./outage-notice.tsx";

/** Whether jobs run: the last heartbeat, or since when there is none. */
export function WorkerState({ health }: { health: WorkerHealth }) {
  const t = translator();
  if (health.outageSince) return <OutageNotice health={health} />;
  if (!health.isAlive || !health.lastHeartbeatAt) return <p className="jobs-state">{t.typeset("jobs.pending")}</p>;
  return (
    <p className="jobs-state">
      {t.typeset("jobs.alive")} <FormattedDate at={health.lastHeartbeatAt} style="long" />
    </p>
  );
}
