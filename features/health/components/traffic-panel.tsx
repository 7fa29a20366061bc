import { AreaDrawing } from "#components/charts/area-drawing.tsx";
import { FiguresTable } from "#components/charts/figures-table.tsx";
import { translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import { needsAttention } from "../checks/rules.ts";
import { describePages } from "../checks/speed.ts";
import { periodSteps, pickLabels } from "../history/rules.ts";
import type { HealthView } from "../loaders.ts";
import { readPageFacts } from "../measurement/measure-samples.ts";
import { describeFinding } from "../wording/describe-finding.ts";
import { describeStep, describeStepInFull } from "../wording/describe-moment.ts";
import { formatMilliseconds } from "../wording/figures.ts";
import { HealthPanel, NoDrawing } from "./health-panel.tsx";

/** Visits and responses: pages per minute over the period. */
export function TrafficPanel({ view: { examination, steps, total, period, style, now } }: { view: HealthView }) {
  const t = translator();
  const { locale } = style;
  const facts = readPageFacts(total);
  const { finding } = examination.checks.pages;
  const minutes = periodSteps[period].step / 60;
  const points = steps.map(({ at, sample }, n) => {
    const read = sample && readPageFacts(sample);
    // The last step has just begun.
    const passed = n === steps.length - 1 ? Math.max(1, (now - at.getTime()) / 60_000) : minutes;
    return { at, errors: read?.errors ?? 0, perMinute: read ? read.requests / passed : null };
  });
  const format = (value: number) => formatNumber(value, { locale, decimals: value > 0 && value < 10 ? 1 : 0 });
  const highest = Math.max(0, ...points.map(({ perMinute }) => perMinute ?? 0));
  const hasHistory = points.filter(({ perMinute }) => perMinute !== null).length > 1;
  const title = t("health.checks.pages");
  return (
    <HealthPanel
      check="pages"
      state={finding.state}
      says={describeFinding(needsAttention(finding) ? finding : describePages(facts), style)}
      drawing={
        hasHistory ? (
          <AreaDrawing
            id="pages-drawing"
            title={title}
            description={t("health.panel.describePages", { count: Math.round(highest) })}
            values={points.map(({ perMinute }) => perMinute)}
            labels={pickLabels(points.length).map((at) => ({
              at,
              text: describeStep(points[at]?.at ?? new Date(now), period, style, at === 0 ? now : undefined),
            }))}
            formatValue={format}
            formatTop={(value) => t.typeset("health.panel.perMinute", { count: value })}
          />
        ) : (
          <NoDrawing>{t.typeset("health.panel.noHistory")}</NoDrawing>
        )
      }
      detail={
        facts.p95Ms === null
          ? t.typeset("health.details.pagesNone")
          : t.typeset("health.details.pages", {
              errors: facts.errors,
              requests: facts.requests,
              p95Ms: formatMilliseconds(facts.p95Ms, locale),
            })
      }
      figures={
        hasHistory && (
          <FiguresTable
            id="pages-figures"
            title={title}
            summary={t("health.panel.table")}
            columns={[t("health.panel.time"), t("health.panel.requests"), t("health.panel.errors")]}
            rows={points.map(({ at, perMinute, errors }) => [
              describeStepInFull(at, period, style),
              perMinute === null ? "–" : format(perMinute),
              perMinute === null ? "–" : formatNumber(errors, { locale }),
            ])}
          />
        )
      }
    />
  );
}
