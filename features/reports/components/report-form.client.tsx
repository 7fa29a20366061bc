"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFocusOnResult } from "#components/ui/use-focus-on-result.ts";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { reportCommentAction } from "../actions.ts";

interface Props {
  comment: number;
  reasons: { value: string; label: string }[];
  labels: { reason: string; note: string; send: string; reported: string };
}

/** The form that reports a comment to the moderators. */
export function ReportForm({ comment, reasons, labels }: Props) {
  const [state, action, pending] = useFormAction(reportCommentAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const result = useFocusOnResult<HTMLParagraphElement>(state.status === "done" ? state : undefined);
  if (state.status === "done") {
    return (
      <p ref={result} role="status" tabIndex={-1} className="form-success">
        {labels.reported}
      </p>
    );
  }
  return (
    <form action={action} className="form">
      <input type="hidden" name="comment" value={comment} />
      <fieldset className="choices">
        <legend>{labels.reason}</legend>
        {reasons.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name="reason" value={value} defaultChecked={refused?.typed.reason === value} required />
            {label}
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor="report-note">{labels.note}</label>
        <textarea id="report-note" name="note" rows={3} defaultValue={refused?.typed.note} />
      </div>
      <FormAlert>{refused && (Object.values(refused.fields)[0] ?? refused.message)}</FormAlert>
      <div className="form-actions">
        <button type="submit" className="button" aria-disabled={pending}>
          {labels.send}
        </button>
      </div>
    </form>
  );
}
