import { Field } from "#components/ui/field.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

type Props = Pick<SectionProps, "draft" | "session" | "refusal"> & { locked: boolean; pending: boolean };

/** The time of a scheduled publication: to choose, change or remove it, and why it failed. */
export function ScheduleFields({ draft, session, refusal, locked, pending }: Props) {
  const t = useTranslator();
  const { plan, zone } = draft;
  const planned = plan !== null && session.plan === "waits";
  return (
    <>
      {plan?.refusal && (
        <p className="editor-notice" role="alert">
          {plan.refusal}
        </p>
      )}
      {planned && (
        <p className={plan.isLate ? "editor-notice" : "publish-schedule"}>
          {plan.said}
          {plan.twice && <> {plan.twice}</>}
        </p>
      )}
      <details open={session.asks === "schedule" || hasError(refusal, /^publishAt/)} className="publish-later">
        <summary>
          {planned
            ? t.typeset("newsroom.form.reschedule")
            : session.status === "published"
              ? t.typeset("newsroom.form.scheduleUpdate")
              : t.typeset("newsroom.form.schedule")}
        </summary>
        <fieldset disabled={locked}>
          <legend className="sr-only">{t.typeset("newsroom.form.schedule")}</legend>
          <Field
            name="publishAt"
            type="datetime-local"
            label={t.typeset("newsroom.form.publishAt")}
            hint={t("newsroom.form.publishAtHint", { zone })}
            defaultValue={draft.asks?.at || plan?.local}
            refused={refusal}
          />
          <button type="submit" name="act" value="schedule" className="button" aria-disabled={pending}>
            {planned ? t.typeset("newsroom.form.rescheduleNow") : t.typeset("newsroom.form.scheduleNow")}
          </button>
        </fieldset>
      </details>
      {planned && (
        <button
          type="submit"
          name="act"
          value="unschedule"
          className="text-button"
          disabled={locked}
          aria-disabled={pending}
        >
          {t.typeset("newsroom.form.unschedule")}
        </button>
      )}
    </>
  );
}
