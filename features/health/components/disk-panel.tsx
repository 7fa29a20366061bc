import { FiguresTable } from "#components/charts/figures-table.tsx";
import { StackedBar } from "#components/charts/stacked-bar.tsx";
import { translator } from "#i18n/translator.ts";
import { formatBytes } from "#lib/byte-size.ts";
import { type DiskFacts, diskAlertPercent } from "../checks/disk.ts";
import type { HealthView } from "../loaders.ts";
import { describeFinding, type FigureStyle } from "../wording/describe-finding.ts";
import { HealthPanel, NoDrawing } from "./health-panel.tsx";

/** What takes the disk: the site's parts, everything else on it, and what is free. */
export function DiskPanel({ view: { examination, style } }: { view: HealthView }) {
  const t = translator();
  const { facts, finding } = examination.checks.disk;
  const format = (bytes: number) => formatBytes(bytes, style.locale);
  const title = t("health.checks.disk");
  const parts = facts ? listParts(facts) : [];
  const total = facts?.sizes.totalBytes ?? 0;
  const free = facts?.sizes.freeBytes ?? 0;
  const legend = (kind: Parameters<typeof nameSize>[0], bytes: number) =>
    t.typeset("health.panel.sizeOf", { name: nameSize(kind), size: format(bytes) });
  return (
    <HealthPanel
      check="disk"
      state={finding.state}
      says={describeFinding(finding, style)}
      drawing={
        total > 0 ? (
          <StackedBar
            id="disk-drawing"
            title={title}
            description={describeFinding(finding, style)}
            parts={parts.map(({ kind, bytes }) => ({ name: kind, share: bytes / total, legend: legend(kind, bytes) }))}
            free={legend("free", free)}
            limit={{
              share: diskAlertPercent / 100,
              label: t.typeset("health.panel.alertAt", { percent: diskAlertPercent }),
            }}
          />
        ) : (
          <NoDrawing>{t.typeset("health.panel.noDisk")}</NoDrawing>
        )
      }
      detail={describeGrowth(facts, style)}
      figures={
        total > 0 && (
          <FiguresTable
            id="disk-figures"
            title={title}
            summary={t("health.panel.table")}
            columns={[t("health.panel.part"), t("health.panel.size")]}
            rows={[
              ...parts.map(({ kind, bytes }) => [nameSize(kind), format(bytes)]),
              [nameSize("free"), format(free)],
            ]}
          />
        )
      }
    />
  );
}

const nameSize = (kind: "pictures" | "database" | "backups" | "rest" | "other" | "free") =>
  translator()(`health.sizes.${kind}`);

/** The parts of the bar, which together are what is taken. Logs, mails and the rest of DATA_DIR are one part. */
function listParts({ sizes }: DiskFacts) {
  const own = [
    { kind: "pictures" as const, bytes: sizes.pictures },
    { kind: "database" as const, bytes: sizes.database },
    { kind: "backups" as const, bytes: sizes.backups },
    { kind: "rest" as const, bytes: sizes.logs + sizes.mails + (sizes.rest ?? 0) },
  ];
  const used = Math.max(0, sizes.totalBytes - sizes.freeBytes);
  const known = own.reduce((sum, { bytes }) => sum + bytes, 0);
  return [...own, { kind: "other" as const, bytes: Math.max(0, used - known) }];
}

function describeGrowth(facts: DiskFacts | null, { locale }: FigureStyle): string {
  const t = translator();
  if (!facts?.growth || facts.growth.days < 3) return t.typeset("health.details.diskNoGrowth");
  const { days, bytes, kind } = facts.growth;
  const growthBytes = formatBytes(Math.abs(bytes), locale);
  return bytes > 0
    ? t.typeset("health.details.diskGrowth", { days, growthBytes, kind: t(`health.growthOf.${kind}`) })
    : t.typeset("health.details.diskShrunk", { days, growthBytes });
}
