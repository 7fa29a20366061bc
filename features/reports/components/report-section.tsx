import { translator } from "#i18n/translator.ts";
import { reportReasons } from "../schema.ts";
import { ReportForm } from "./report-form.client.tsx";

/** The form that reports a comment, with a link to the notice of illegal content. */
export function ReportSection({ id }: { id: number }) {
  const t = translator();
  return (
    <section className="section-small" id="report" aria-labelledby="report-heading">
      <h2 id="report-heading" className="comment-form-heading">
        {t("comments.detail.report")}
      </h2>
      <ReportForm
        comment={id}
        reasons={reportReasons.map((value) => ({ value, label: t(`comments.detail.reasons.${value}`) }))}
        labels={{
          reason: t("comments.detail.reason"),
          note: t("comments.detail.note"),
          send: t("comments.detail.send"),
          reported: t("comments.detail.reported"),
        }}
      />
      <p className="mt-4 font-sans text-small">
        <a className="subtle-link" href={`/report?comment=${id}`} rel="nofollow">
          {t.typeset("dsaNoticeForm.fromComment")}
        </a>
      </p>
    </section>
  );
}
