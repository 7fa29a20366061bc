"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { markReportAction } from "../actions.ts";

/** Calls a report abusive, or takes that back: the button says what it will do. */
export function MarkReportForm({
  report,
  abusive,
  labels,
}: {
  report: number;
  abusive: boolean;
  labels: { mark: string; unmark: string };
}) {
  const [state, action, pending] = useFormAction(markReportAction, idleState);
  const now = state.status === "done" ? state.value.abusive : abusive;
  return (
    <form action={action} className="comment-reports-mark">
      <input type="hidden" name="report" value={report} />
      <input type="hidden" name="abusive" value={now ? "0" : "1"} />
      <button type="submit" aria-disabled={pending}>
        {now ? labels.unmark : labels.mark}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
