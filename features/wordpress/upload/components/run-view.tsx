import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import type { ImportReport } from "#features/wordpress/report.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatBytes } from "#lib/byte-size.ts";
import type { ShownImport } from "../queries.ts";
import { importAdminPath } from "../rules.ts";
import { ReportView } from "./report-view.tsx";
import { RunControl } from "./run-control.client.tsx";
import { RunRefresh } from "./run-refresh.client.tsx";

/** An import: its progress while it lasts, then its report, with the button of its state. */
export function RunView({ run }: { run: ShownImport }) {
  const t = translator();
  const isActive = run.state === "waiting" || run.state === "running";
  const act = isActive ? "stop" : run.state === "done" ? (run.dryRun ? "start" : undefined) : "continue";
  return (
    <>
      <p className="admin-list-facts">
        <a href={importAdminPath}>{t("imports.run.back")}</a>
      </p>
      <p className="import-source">{run.source}</p>
      <p className="admin-list-facts">
        <span className="admin-status" data-state={run.state}>
          {t(`imports.states.${run.state}`)}
        </span>
        {run.dryRun && <span>{t("imports.dryRun")}</span>}
        <FormattedDate at={run.createdAt} style="long" />
        {run.by && <span>{run.by}</span>}
      </p>
      {isActive && (
        <>
          <progress
            className="import-bar"
            max={Math.max(1, run.totalSize)}
            value={run.doneSize}
            aria-label={t("imports.run.progress")}
          />
          <p role="status">
            {run.state === "waiting"
              ? t.typeset("imports.run.waiting")
              : t.typeset("imports.run.done", {
                  done: formatBytes(run.doneSize, siteLocale()),
                  total: formatBytes(run.totalSize, siteLocale()),
                })}
          </p>
          <p>{t.typeset("imports.run.leave")}</p>
          <RunRefresh />
          <noscript>
            <meta httpEquiv="refresh" content="5" />
          </noscript>
        </>
      )}
      {run.failure !== null && (
        <p className="form-alert" role="alert">
          {t.typeset("imports.run.failed")} <q>{run.failure}</q>
        </p>
      )}
      {act && <RunControl id={run.id} act={act} />}
      {isReport(run.report) && run.state === "done" && <ReportView report={run.report} dryRun={run.dryRun} />}
    </>
  );
}

/** Whether the row has a report of this version: a column of JSON may hold an older one. */
function isReport(report: unknown): report is ImportReport {
  return (
    typeof report === "object" &&
    report !== null &&
    ["articles", "pages", "comments", "pictures", "files", "skipped"].every((key) => key in report)
  );
}
