import { ReportTable } from "#features/transparency/report/components/report-tables.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import type { loadModeratorFigures } from "../loaders.ts";
import { chartDays, type ModeratorFigures, minComparedDecisions } from "../rules.ts";

type Figures = Awaited<ReturnType<typeof loadModeratorFigures>>;

const formatCount = (value: number) => formatNumber(value, { locale: siteLocale() });
/** A share as "12 %"; a dash without anything to share. */
const formatShare = (part: number, whole: number) =>
  whole === 0 ? "–" : translator()("moderationStats.percent", { value: formatCount((part / whole) * 100) });

/** What each moderator decided on comments, so that one who decides differently from the others is seen. */
export function ModeratorTable({ figures: { all, rows, marks } }: { figures: Figures }) {
  const t = translator();
  const mark = (id: number) => {
    const found = marks.get(id);
    return found
      ? t(`moderationStats.moderators.marks.${found.kind}`, {
          share: formatShare(found.share, 1),
          others: formatShare(found.othersShare, 1),
        })
      : "–";
  };
  const cells = (row: Omit<ModeratorFigures, "id" | "name">) => [
    formatCount(row.decisions),
    formatShare(row.queuedRefused, row.queued),
    formatShare(row.spam, row.decisions),
    formatShare(row.reverted, row.decisions),
  ];
  return (
    <>
      <ReportTable
        id="moderators"
        title={t("moderationStats.moderators.title")}
        head={[
          t("moderationStats.moderators.name"),
          t("moderationStats.moderators.mark"),
          t("moderationStats.moderators.decisions"),
          t("moderationStats.moderators.refused"),
          t("moderationStats.moderators.spam"),
          t("moderationStats.moderators.reverted"),
        ]}
        rows={rows.map((row) => ({ key: String(row.id), cells: [row.name, mark(row.id), ...cells(row)] }))}
        foot={[t("moderationStats.moderators.all"), "", ...cells(addUp(all))]}
        figures={4}
        none={t("moderationStats.moderators.none", { days: chartDays })}
      />
      <p className="stats-note">
        {t.typeset("moderationStats.moderators.text", { days: chartDays, min: minComparedDecisions })}
      </p>
    </>
  );
}

function addUp(rows: readonly ModeratorFigures[]): Omit<ModeratorFigures, "id" | "name"> {
  const sum = (of: "decisions" | "queued" | "queuedRefused" | "spam" | "reverted") =>
    rows.reduce((total, row) => total + row[of], 0);
  return {
    decisions: sum("decisions"),
    queued: sum("queued"),
    queuedRefused: sum("queuedRefused"),
    spam: sum("spam"),
    reverted: sum("reverted"),
  };
}
