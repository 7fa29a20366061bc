import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { CommentReport } from "../queries.ts";
import { sumOpenWeights, toPercent } from "../rules.ts";
import { MarkReportForm } from "./mark-report-form.client.tsx";

interface Props {
  /** The reports of one comment, from `listReports`. */
  reports: CommentReport[];
  /** `reports.hideAt`: says how far from hiding they are; 0 says nothing. */
  hideAt: number;
}

/**
 * The reports of a comment: reporters, reasons and weights, with the button that marks one as abusive. Empty without
 * reports.
 */
export function CommentReports({ reports, hideAt }: Props) {
  if (reports.length === 0) return null;
  const t = translator();
  const open = reports.filter(({ outcome }) => outcome === "open").length;
  return (
    <div className="comment-reports">
      <p className="comment-reports-total">
        <strong>{t("reports.count", { count: reports.length })}</strong>
        {open > 0 && hideAt > 0 && (
          <>
            {" · "}
            {t.typeset("reports.totalWeight", { sum: toPercent(sumOpenWeights(reports)), hideAt })}
          </>
        )}
      </p>
      <ul>
        {reports.map((report) => (
          <ReportEntry key={report.id} report={report} />
        ))}
      </ul>
    </div>
  );
}

function ReportEntry({ report }: { report: CommentReport }) {
  const t = translator();
  const { id, reason, note, createdAt, outcome, weight, reporter } = report;
  const { upheld, dismissed, abusive } = reporter.track;
  const name = reporter.name || t("comments.anonymous");
  return (
    <li>
      <p>
        <strong>{t(`comments.detail.reasons.${reason}`)}</strong>
        {outcome !== "open" && <span className="comment-reports-outcome">{t(`reports.outcomes.${outcome}`)}</span>}
      </p>
      {note && <blockquote>{typeset(note)}</blockquote>}
      <p className="comment-reports-reporter">
        {weight === 0
          ? t.typeset("reports.byExcluded", { name })
          : upheld + dismissed + abusive === 0
            ? t.typeset("reports.byNew", { name, percent: toPercent(weight) })
            : t.typeset("reports.by", { name, percent: toPercent(weight) })}
        {upheld + dismissed + abusive > 0 && <> ({t("reports.trackRecord", { upheld, dismissed, abusive })})</>}
        {" · "}
        <FormattedDate at={createdAt} style="long" />
      </p>
      <MarkReportForm report={id} abusive={outcome === "abusive"} />
    </li>
  );
}
