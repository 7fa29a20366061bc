"use client";

import { Field } from "#components/ui/field.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { IssueFormProps, IssueFormRefusal } from "./issue-form-props.ts";

interface Props extends Pick<IssueFormProps, "recipients" | "zone" | "schedule" | "blocked"> {
  refused: IssueFormRefusal;
  pending: boolean;
  /** What came of the last test or schedule. */
  done: string | false;
  /** "Send" was pressed, and has to be confirmed. */
  confirming: boolean;
}

/** The test mail, the time of sending, and the button that sends now, which has to be confirmed. */
export function IssueSending({ recipients, zone, schedule, blocked, refused, pending, done, confirming }: Props) {
  const t = useTranslator();
  return (
    <section className="issue-part" aria-labelledby="issue-sending">
      <h2 id="issue-sending" tabIndex={-1}>
        {t("issues.sending.title")}
      </h2>
      <p>{t.typeset("issues.sending.recipients", { count: recipients })}</p>
      {schedule && (
        <p className="issue-scheduled">
          <strong>{schedule.text}</strong> {schedule.twice}
        </p>
      )}
      <div className="admin-form-actions">
        <button type="submit" name="act" value="test" className="button" aria-disabled={pending}>
          {t("issues.sending.test")}
        </button>
        {!confirming && (
          <button type="submit" name="act" value="send" className="button" aria-disabled={pending || blocked}>
            {t.typeset("issues.sending.send")}
          </button>
        )}
        <FormSuccess>{done}</FormSuccess>
      </div>
      {confirming && (
        <div className="issue-confirmation" role="alert" tabIndex={-1}>
          <p>{t.typeset("issues.sending.confirm", { count: recipients })}</p>
          {recipients > 0 && (
            <button
              type="submit"
              name="act"
              value="sendConfirmed"
              className="button button-strong"
              aria-disabled={pending}
            >
              {t("issues.sending.confirmed", { count: recipients })}
            </button>
          )}{" "}
          <button type="submit" name="act" value="save" className="button" aria-disabled={pending}>
            {t("issues.sending.back")}
          </button>
        </div>
      )}
      <div className="issue-schedule">
        <Field
          refused={refused}
          name="publishAt"
          type="datetime-local"
          label={t("issues.sending.at")}
          hint={t.typeset("issues.sending.atHint", { zone })}
          key={schedule?.local ?? "none"}
          defaultValue={schedule?.local ?? ""}
        />
        <button type="submit" name="act" value="schedule" className="button" aria-disabled={pending}>
          {schedule ? t("issues.sending.reschedule") : t("issues.sending.schedule")}
        </button>
        {schedule && (
          <button type="submit" name="act" value="unschedule" className="button" aria-disabled={pending}>
            {t("issues.sending.unschedule")}
          </button>
        )}
      </div>
    </section>
  );
}
