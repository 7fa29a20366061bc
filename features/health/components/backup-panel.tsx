import { DotRows } from "#components/charts/dot-rows.tsx";
import { FiguresTable } from "#components/charts/figures-table.tsx";
import { translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { nightStates } from "../history/nights.ts";
import { backupDays, type HealthView } from "../loaders.ts";
import { describeFinding } from "../wording/describe-finding.ts";
import { dayIn, formatSeconds, formatShortDay } from "../wording/figures.ts";
import { HealthPanel, NoDrawing } from "./health-panel.tsx";

const dayMs = 86_400_000;
const dotWords = {
  done: "health.panel.backupDone",
  failed: "health.panel.backupFailed",
  missing: "health.panel.backupMissing",
  none: "health.panel.backupNone",
} as const;

/** The copies of the last fourteen nights, and the last trial restore. */
export function BackupPanel({ view: { examination, backups, style, now } }: { view: HealthView }) {
  const t = translator();
  const { locale, zone } = style;
  const { facts, finding } = examination.checks.backups;
  const dates = Array.from({ length: backupDays }, (_, n) => new Date(now - (backupDays - 1 - n) * dayMs));
  const days = dates.map((at) => dayIn(at, zone));
  const ended = backups.filter(({ finishedAt }) => finishedAt !== null);
  const rowOf = (name: string, kinds: readonly string[], counts: (pictures: number) => boolean = () => true) => {
    const runs = ended
      .filter(({ kind, pictures }) => kinds.includes(kind) && counts(pictures))
      .map(({ startedAt, failure }) => ({ day: dayIn(startedAt, zone), isDone: failure === null }));
    const first = runs.map(({ day }) => day).sort()[0];
    return { name, dots: nightStates(days, runs, first), isUsed: runs.length > 0 };
  };
  const rows = [
    rowOf(t("health.panel.rowDatabase"), ["local", "manual"]),
    rowOf(t("health.panel.rowPictures"), ["local", "offsite"], (pictures) => pictures > 0),
    rowOf(t("health.panel.rowOffsite"), ["offsite"]),
  ].filter(({ isUsed }, n) => isUsed || n === 0 || (n === 2 && facts?.hasOffsite));
  /** A trial restore runs on one night a week. */
  const trialOn = (day: string | undefined) => {
    const trials = ended.filter(({ kind, startedAt }) => kind === "trial" && dayIn(startedAt, zone) === day);
    if (trials.length === 0) return "–";
    return t(trials[0]?.failure === null ? dotWords.done : dotWords.failed);
  };
  const age = (at: number | null) =>
    at === null ? t("health.panel.never") : formatSeconds((now - at) / 1_000, { locale, unitDisplay: "short" });
  const hasCopies = facts !== null && (facts.localAt !== null || facts.offsiteAt !== null);
  const title = t("health.checks.backups");
  return (
    <HealthPanel
      check="backups"
      state={finding.state}
      says={
        hasCopies
          ? facts.hasOffsite
            ? t.typeset("health.panel.backupAges", { local: age(facts.localAt), offsite: age(facts.offsiteAt) })
            : t.typeset("health.panel.backupLocal", { local: age(facts.localAt) })
          : describeFinding(finding, style)
      }
      drawing={
        ended.length > 0 ? (
          <DotRows
            id="backups-drawing"
            title={title}
            description={t.typeset("health.panel.describeBackups")}
            rows={rows}
            first={formatShortDay(dates[0] ?? new Date(now), style)}
            last={t("health.panel.lastNight")}
          />
        ) : (
          <NoDrawing>{t.typeset("health.panel.noBackups")}</NoDrawing>
        )
      }
      detail={
        facts === null || facts.trialAt === null
          ? t.typeset("health.details.trialNone")
          : facts.trialFailure !== ""
            ? t.typeset("health.details.trialFailed", {
                trialDate: formatDate(new Date(facts.trialAt), { ...style, style: "yearless" }),
              })
            : t.typeset("health.details.trialOk", {
                trialDate: formatDate(new Date(facts.trialAt), { ...style, style: "yearless" }),
                trialAge: formatSeconds(facts.trialSeconds, { locale, unitDisplay: "short" }),
              })
      }
      figures={
        ended.length > 0 && (
          <FiguresTable
            id="backups-figures"
            title={title}
            summary={t("health.panel.table")}
            columns={[t("health.panel.day"), ...rows.map(({ name }) => name), t("health.panel.trial")]}
            rows={dates.map((at, n) => [
              formatShortDay(at, style),
              ...rows.map(({ dots }) => t(dotWords[dots[n] ?? "none"])),
              trialOn(days[n]),
            ])}
          />
        )
      }
    />
  );
}
