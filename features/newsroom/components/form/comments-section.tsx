import { Field } from "#components/ui/field.tsx";
import { slowModeChoices } from "#features/decision-history/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

/** How readers may answer, and until when. */
export function CommentsSection({ draft, refusal }: SectionProps) {
  const t = useTranslator();
  const { content } = draft;
  return (
    <details open={hasError(refusal, /^close/)} className="form-section">
      <summary>{t.typeset("newsroom.form.comments")}</summary>
      <div className="form">
        <div className="field">
          <label htmlFor="commentPolicy">{t.typeset("newsroom.form.commentPolicy")}</label>
          <select
            id="commentPolicy"
            name="commentPolicy"
            defaultValue={content.commentPolicy}
            key={content.commentPolicy}
          >
            {(["open", "premoderated", "closed"] as const).map((policy) => (
              <option key={policy} value={policy}>
                {t.typeset(`newsroom.form.${policy}`)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="slowMode">{t.typeset("newsroom.form.slowMode")}</label>
          <select
            id="slowMode"
            name="slowMode"
            aria-describedby="slowMode-hint"
            defaultValue={content.slowModeMinutes ?? ""}
            key={content.slowModeMinutes}
          >
            <option value="">{t.typeset("newsroom.form.slowModeUnchanged")}</option>
            <option value="0">{t.typeset("newsroom.form.slowModeOff")}</option>
            {slowModeChoices.map((minutes) => (
              <option key={minutes} value={minutes}>
                {t.typeset("newsroom.form.slowModeMinutes", { count: minutes })}
              </option>
            ))}
          </select>
          <p id="slowMode-hint" className="field-hint">
            {t.typeset("newsroom.form.slowModeHint")}
          </p>
        </div>
        <Field
          name="closeAfterDays"
          label={t.typeset("newsroom.form.closeAfterDays")}
          hint={t.typeset("newsroom.form.closeAfterDaysHint")}
          inputMode="numeric"
          defaultValue={content.commentsCloseAfterDays ?? ""}
          refused={refusal}
        />
      </div>
    </details>
  );
}
