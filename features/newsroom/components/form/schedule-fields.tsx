import { Field } from "#components/ui/field.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

type Props = Pick<SectionProps, "desk" | "labels" | "live" | "shown"> & { locked: boolean; pending: boolean };

/** When the text is to reach readers by itself: chosen, changed, taken back, and why it did not. */
export function ScheduleFields({ desk, labels, live, shown, locked, pending }: Props) {
  const { plan, zone } = desk;
  const planned = plan !== null && live.plan === "waits";
  return (
    <>
      {plan?.refusal && (
        <p className="editor-notice" role="alert">
          {plan.refusal}
        </p>
      )}
      {planned && (
        <p className="publish-schedule">
          {plan.said}
          {plan.twice && <> {plan.twice}</>}
        </p>
      )}
      <details open={live.asks === "schedule" || hasError(shown, /^publishAt/)} className="publish-later">
        <summary>
          {planned ? labels.reschedule : live.status === "published" ? labels.scheduleUpdate : labels.schedule}
        </summary>
        <fieldset disabled={locked}>
          <legend className="sr-only">{labels.schedule}</legend>
          <Field
            name="publishAt"
            type="datetime-local"
            label={labels.publishAt}
            hint={labels.publishAtHint.replace("{zone}", zone)}
            defaultValue={desk.asks?.at || plan?.local}
            refused={shown}
          />
          <button type="submit" name="act" value="schedule" className="button" aria-disabled={pending}>
            {planned ? labels.rescheduleNow : labels.scheduleNow}
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
          {labels.unschedule}
        </button>
      )}
    </>
  );
}
