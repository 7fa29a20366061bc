import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { formatReason, readFailure, type StoredFailure } from "#features/wordpress/import-reason.ts";
import type { ImportReport } from "#features/wordpress/report.ts";
import { type RunStep, readRunStep } from "#features/wordpress/runs/queries.ts";
import { siteLocale, type Translator, translator } from "#i18n/translator.ts";
import { formatBytes } from "#lib/byte-size.ts";
import type { WaitsFor } from "../loaders.ts";
import type { ShownImport } from "../queries.ts";
import { importAdminPath } from "../rules.ts";
import { ReportView } from "./report-view.tsx";
import { RunControl } from "./run-control.client.tsx";
import { RunRefresh } from "./run-refresh.client.tsx";

/** An import: its progress while it lasts, then its report, with the button of its state. */
export function RunView({ run, waitsFor }: { run: ShownImport; waitsFor: WaitsFor | undefined }) {
  const t = translator();
  const isActive = run.state === "waiting" || run.state === "running";
  const failure = run.failure === null ? undefined : readFailure(run.failure);
  const isOfFile = typeof failure === "object" && failure.isOfFile === true;
  const act = chooseAct(run, isOfFile);
  const stage = run.state === "running" ? readRunStep(run.options) : undefined;
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
            max={Math.max(1, stage?.total ?? 0)}
            // Without a value it shows that the amount is not known yet.
            value={stage && stage.total > 0 ? Math.min(stage.done, stage.total) : undefined}
            aria-label={t("imports.run.progress")}
          />
          <p role="status">{waitsFor ? t.typeset(`imports.run.waitsFor.${waitsFor}`) : describeStage(run, stage, t)}</p>
          <p>{t.typeset("imports.run.leave")}</p>
          <RunRefresh />
          <noscript>
            <meta httpEquiv="refresh" content="5" />
          </noscript>
        </>
      )}
      {failure !== undefined && (
        <div className="form-alert import-failure" role="alert">
          <p>{t.typeset(`imports.run.${isOfFile ? "fileFailed" : run.dryRun ? "dryRunFailed" : "failed"}`)}</p>
          <p>{describeFailure(failure, t)}</p>
        </div>
      )}
      {act && <RunControl id={run.id} act={act} />}
      {isReport(run.report) && run.state === "done" && <ReportView report={run.report} dryRun={run.dryRun} />}
    </>
  );
}

/** The button of a run's state. A file that cannot be read will not be readable at a second try. */
function chooseAct({ state, dryRun, isFromAdminArea }: ShownImport, isOfFile: boolean) {
  if (!isFromAdminArea) return undefined;
  if (state === "waiting" || state === "running") return "stop";
  if (state === "done") return dryRun ? "start" : undefined;
  return isOfFile ? undefined : "continue";
}

/** What a run does now, with the number of this step. */
function describeStage({ dryRun, options }: ShownImport, stage: RunStep | undefined, t: Translator): string {
  if (!stage) return t.typeset("imports.run.stages.preparing");
  const isOfSite = typeof options === "object" && options !== null && "address" in options;
  const steps = [...(isOfSite ? ["fetching"] : []), "reading", "writing", ...(dryRun ? [] : ["relating"])];
  const step = t.typeset("imports.run.step", { step: steps.indexOf(stage.name) + 1, steps: steps.length });
  const { part, parts } = stage;
  const place = part && parts ? t.typeset("imports.run.part", { part, parts }) : "";
  return [place, step, nameStage(stage, dryRun, t)].filter(Boolean).join(" · ");
}

function nameStage({ name, done, total, pictures = 0 }: RunStep, dryRun: boolean, t: Translator): string {
  if (name === "fetching") return t.typeset("imports.run.stages.fetching", { done, total });
  if (name === "relating") return t.typeset("imports.run.stages.relating", { done, total });
  const size = (bytes: number) => formatBytes(bytes, siteLocale());
  if (name === "reading") return t.typeset("imports.run.stages.reading", { done: size(done), total: size(total) });
  return t.typeset(dryRun ? "imports.run.stages.trying" : "imports.run.stages.writing", { done, total, pictures });
}

function describeFailure(failure: StoredFailure | string, t: Translator): string {
  const reason = formatReason(failure, siteLocale());
  if (typeof failure === "string") return reason;
  const { part, line, column } = failure;
  const place = line === undefined ? "" : t.typeset("imports.run.position", { line, column: column ?? 1 });
  return [part, place, reason].filter(Boolean).join(" — ");
}

/** Whether the row has a report of this version: a column of JSON may hold an older one. */
function isReport(report: unknown): report is ImportReport {
  return (
    typeof report === "object" &&
    report !== null &&
    ["articles", "pages", "comments", "pictures", "files", "skipped"].every((key) => key in report)
  );
}
