"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { decideNoticeAction, reviewNoticeAction } from "../actions.ts";
import { maxReasonsLength, minReasonsLength } from "../rules.ts";

/** Takes a notice into review, or reopens it, as the button says. */
export function ReviewNoticeForm({ notice, version, label }: { notice: number; version: number; label: string }) {
  const [state, action, pending] = useFormAction(reviewNoticeAction, idleState);
  return (
    <form action={action} className="dsa-notice-review">
      <input type="hidden" name="notice" value={notice} />
      <input type="hidden" name="version" value={version} />
      <button type="submit" className="button" aria-disabled={pending}>
        {label}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}

interface Props {
  notice: number;
  version: number;
  /** The version of the comment; undefined without one. */
  content: number | undefined;
  measures: { value: string; label: string }[];
  /** The community rules that a removal may cite. */
  rules: { value: string; label: string }[];
}

/** Decides on a notice, with the reasons that its sender gets. */
export function DecideNoticeForm({ notice, version, content, measures, rules }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(decideNoticeAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const { measure, reason } = refused?.fields ?? {};
  return (
    <form action={action} className="form dsa-notice-decide" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      <input type="hidden" name="notice" value={notice} />
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="content" value={content ?? ""} />
      <fieldset className="choices" aria-describedby={measure ? "measure-error" : undefined}>
        <legend>{t("dsaNotices.measure")}</legend>
        {measures.map(({ value, label }) => (
          <label key={value}>
            <input
              type="radio"
              name="measure"
              value={value}
              defaultChecked={refused?.typed.measure === value}
              required
            />
            {label}
          </label>
        ))}
        {measure && (
          <p id="measure-error" className="field-error">
            {measure}
          </p>
        )}
      </fieldset>
      {rules.length > 0 && (
        <div className="field">
          <label htmlFor="notice-reason">{t("dsaNotices.reason")}</label>
          <p id="notice-reason-hint" className="field-hint">
            {t.typeset("dsaNotices.reasonHint")}
          </p>
          <select
            id="notice-reason"
            name="reason"
            defaultValue={refused?.typed.reason ?? ""}
            aria-invalid={reason ? true : undefined}
            aria-describedby={reason ? "notice-reason-hint notice-reason-error" : "notice-reason-hint"}
          >
            <option value="">—</option>
            {rules.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          {reason && (
            <p id="notice-reason-error" className="field-error">
              {reason}
            </p>
          )}
        </div>
      )}
      <TextArea
        name="reasons"
        label={t("dsaNotices.reasons")}
        hint={t.typeset("dsaNotices.reasonsHint", { min: minReasonsLength, max: maxReasonsLength })}
        rows={5}
        required
        refused={refused}
      />
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {t("dsaNotices.submit")}
      </button>
    </form>
  );
}
