import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { findSentNotice } from "../queries.ts";
import { contestMonths, isContestable } from "../rules.ts";
import { ContestNoticeForm } from "./contest-notice-form.client.tsx";

interface Props {
  notice: NonNullable<Awaited<ReturnType<typeof findSentNotice>>>;
  /** The secret of the notice's page. */
  link: string;
  now: Date;
  /** The site's time zone, in which days end. */
  zone: string;
}

const states = ["received", "review", "decided"] as const;

/** A notice as its sender sees it: its state, the decision with its reasons, and how to contest it. */
export function SentNotice({ notice, link, now, zone }: Props) {
  const t = translator();
  const {
    reference,
    state,
    outcome,
    reasons,
    createdAt,
    decidedAt,
    ground,
    address,
    explanation,
    contested,
    reopened,
  } = notice;
  return (
    <div className="sent-notice">
      <p className="sent-notice-reference">
        {t("dsaNoticeForm.sentNotice.reference")} <strong>{reference}</strong>
      </p>
      <ol className="sent-notice-steps" aria-label={t("dsaNoticeForm.sentNotice.steps")}>
        {states.map((step) => (
          <li key={step} aria-current={step === state ? "step" : undefined}>
            {t(`dsaNotices.states.${step}`)}
          </li>
        ))}
      </ol>
      <p role="status" className="form-note">
        {outcome
          ? t.typeset(`dsaNoticeForm.sentNotice.outcome.${outcome}`)
          : t.typeset(
              `dsaNoticeForm.sentNotice.${reopened ? "reopened" : contested ? "contested" : state === "review" ? "review" : "received"}`,
            )}
      </p>
      {outcome && (
        <section>
          <h2>{t("dsaNoticeForm.sentNotice.reasons")}</h2>
          <p className="report-text">{typeset(reasons)}</p>
          <p className="field-hint">
            {t.typeset("dsaNoticeForm.sentNotice.human")}{" "}
            {decidedAt && <FormattedDate at={decidedAt} style="long" absolute />}
          </p>
        </section>
      )}
      {outcome && decidedAt && (
        <section>
          <h2>{t("dsaNoticeForm.sentNotice.redress")}</h2>
          {!contested && isContestable(decidedAt, now, zone) && (
            <>
              <p>{t.typeset("dsaNoticeForm.sentNotice.contest", { months: contestMonths })}</p>
              <ContestNoticeForm
                reference={reference}
                link={link}
                labels={{
                  why: t("dsaNoticeForm.sentNotice.why"),
                  hint: t("dsaNoticeForm.sentNotice.whyHint"),
                  submit: t("dsaNoticeForm.sentNotice.contestSubmit"),
                }}
              />
            </>
          )}
          <p>{t.typeset("dsaNoticeForm.sentNotice.court")}</p>
        </section>
      )}
      {!outcome && (
        <p>{t.typeset(notice.hasAddress ? "dsaNoticeForm.sentNotice.mailed" : "dsaNoticeForm.sentNotice.keepLink")}</p>
      )}
      <section>
        <h2>{t("dsaNoticeForm.sentNotice.yours")}</h2>
        <dl className="sent-notice-facts">
          <dt>{t("dsaNoticeForm.sentNotice.when")}</dt>
          <dd>
            <FormattedDate at={createdAt} style="long" />
          </dd>
          <dt>{t("dsaNoticeForm.sentNotice.ground")}</dt>
          <dd>{t(`dsaNotices.grounds.${ground}`)}</dd>
          <dt>{t("dsaNoticeForm.sentNotice.content")}</dt>
          <dd>
            <a href={address}>{address}</a>
          </dd>
          <dt>{t("dsaNoticeForm.sentNotice.explanation")}</dt>
          <dd className="report-text">{typeset(explanation)}</dd>
        </dl>
      </section>
    </div>
  );
}
