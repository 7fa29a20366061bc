import { Moment } from "#features/settings/components/moment.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { Report } from "../queries.ts";
import { percentOf, sumOfOpen } from "../rules.ts";
import { MarkReport } from "./mark-report.client.tsx";

interface Props {
  /** Of one comment, as `listReports` gives them for the whole page. */
  reports: Report[];
  /** `reports.hideAt`: says how far from hiding they are; 0 says nothing. */
  hideAt: number;
}

/** Who reported a comment, why, and what their word is worth, with the way to call a report abusive. Nothing without reports. */
export function ItemReports({ reports, hideAt }: Props) {
  if (reports.length === 0) return null;
  const t = translator();
  const open = reports.filter(({ outcome }) => outcome === "open").length;
  return (
    <section className="item-reports" aria-label={t("reports.title")}>
      <p className="item-reports-sum">
        <strong>{t("reports.count", { count: reports.length })}</strong>
        {open > 0 && hideAt > 0 && (
          <>
            {" · "}
            {typeset(t("reports.sum", { sum: percentOf(sumOfOpen(reports)), hideAt }))}
          </>
        )}
      </p>
      <ul>
        {reports.map((report) => (
          <Line key={report.id} report={report} />
        ))}
      </ul>
    </section>
  );
}

function Line({ report }: { report: Report }) {
  const t = translator();
  const { id, reason, note, createdAt, outcome, weight, reporter } = report;
  const { upheld, dismissed, abusive } = reporter.track;
  const name = reporter.name || t("comments.anonymous");
  return (
    <li>
      <p className="item-reports-why">
        <strong>{t(`comments.own.reasons.${reason}`)}</strong>
        {outcome !== "open" && <span className="item-reports-outcome">{t(`reports.outcomes.${outcome}`)}</span>}
      </p>
      {note && <blockquote>{typeset(note)}</blockquote>}
      <p className="item-reports-who">
        {typeset(
          weight === 0
            ? t("reports.byBarred", { name })
            : upheld + dismissed + abusive === 0
              ? t("reports.byNew", { name, percent: percentOf(weight) })
              : t("reports.by", { name, percent: percentOf(weight) }),
        )}
        {upheld + dismissed + abusive > 0 && <> ({t("reports.track", { upheld, dismissed, abusive })})</>}
        {" · "}
        <Moment at={createdAt} style="long" />
      </p>
      <MarkReport
        report={id}
        abusive={outcome === "abusive"}
        labels={{ mark: t("reports.mark"), unmark: t("reports.unmark") }}
      />
    </li>
  );
}
