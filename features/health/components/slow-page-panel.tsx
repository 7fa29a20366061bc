import { FiguresTable } from "#components/charts/figures-table.tsx";
import { RankedBars } from "#components/charts/ranked-bars.tsx";
import { translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import { needsAttention } from "../checks/rules.ts";
import { describeSlowPages } from "../checks/speed.ts";
import type { HealthView } from "../loaders.ts";
import { readSlowPageFacts } from "../measurement/measure-samples.ts";
import { describeFinding, describePageKind } from "../wording/describe-finding.ts";
import { formatMilliseconds } from "../wording/figures.ts";
import { HealthPanel, NoDrawing } from "./health-panel.tsx";

const maxShown = 5;

/** The slowest kinds of pages of the period. */
export function SlowPagePanel({ view: { examination, total, style } }: { view: HealthView }) {
  const t = translator();
  const { locale } = style;
  const facts = readSlowPageFacts(total);
  const { finding } = examination.checks.slowPages;
  const format = (ms: number) => formatMilliseconds(ms, locale);
  const title = t("health.checks.slowPages");
  return (
    <HealthPanel
      check="slowPages"
      state={finding.state}
      says={describeFinding(needsAttention(finding) ? finding : describeSlowPages(facts), style)}
      drawing={
        facts.kinds.length > 0 ? (
          <RankedBars
            rows={facts.kinds.slice(0, maxShown).map(({ kind, p95Ms }) => ({
              name: describePageKind(kind, locale),
              value: p95Ms,
              text: format(p95Ms),
            }))}
          />
        ) : (
          <NoDrawing>{t.typeset("health.panel.noHistory")}</NoDrawing>
        )
      }
      detail={t.typeset("health.details.slowPages")}
      figures={
        facts.kinds.length > 0 && (
          <FiguresTable
            id="slowPages-figures"
            title={title}
            summary={t("health.panel.allPages")}
            columns={[t("health.panel.kind"), t("health.panel.p95"), t("health.panel.visits")]}
            rows={facts.kinds.map(({ kind, p95Ms, requests }) => [
              describePageKind(kind, locale),
              format(p95Ms),
              formatNumber(requests, { locale }),
            ])}
          />
        )
      }
    />
  );
}
