import { Field } from "#components/ui/field.tsx";
import { slowModeChoices } from "#features/decision-history/rules.ts";
import { formatDiscussionChoice } from "#features/newsroom/drafts/discussion-choices.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

const policies = ["open", "premoderated", "closed"] as const;

/** How readers may answer, and until when. */
export function CommentsSection({ draft, session, refusal }: SectionProps) {
  const t = useTranslator();
  const { content } = draft;
  const { policy, slowModeMinutes } = session.discussion;
  // The stored choices, for the first rendering. Once the discussion changes (by this page's publication, a moderator or
  // a rule), the fields show what it is.
  const chosen: Partial<typeof content> = session.version === draft.version ? content : {};
  const waits = [...new Set([0, ...slowModeChoices, slowModeMinutes])].sort((a, b) => a - b);
  return (
    <details open={hasError(refusal, /^close/)} className="form-section">
      <summary>{t.typeset("newsroom.form.comments")}</summary>
      <div className="form">
        <div className="field">
          <label htmlFor="commentPolicy">{t.typeset("newsroom.form.commentPolicy")}</label>
          <select
            id="commentPolicy"
            name="commentPolicy"
            defaultValue={formatDiscussionChoice(policy, chosen.commentPolicy)}
            key={policy}
          >
            {policies.map((choice) => (
              <option key={choice} value={formatDiscussionChoice(policy, choice)}>
                {t.typeset(`newsroom.form.${choice}`)}
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
            defaultValue={formatDiscussionChoice(slowModeMinutes, chosen.slowModeMinutes)}
            key={slowModeMinutes}
          >
            {waits.map((minutes) => (
              <option key={minutes} value={formatDiscussionChoice(slowModeMinutes, minutes)}>
                {minutes === 0
                  ? t.typeset("newsroom.form.slowModeOff")
                  : t.typeset("newsroom.form.slowModeMinutes", { count: minutes })}
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
