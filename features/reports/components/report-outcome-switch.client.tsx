"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { setReportOutcomePreferenceAction } from "../actions.ts";

/** Turns notifications about the outcome of one's reports on or off, as the button says. */
export function ReportOutcomeSwitch({ notified, labels }: { notified: boolean; labels: { off: string; on: string } }) {
  const [state, action, pending] = useFormAction(setReportOutcomePreferenceAction, idleState);
  const now = state.status === "done" ? state.value.tell : notified;
  return (
    <form action={action} className="notifications-switch">
      <input type="hidden" name="tell" value={now ? "0" : "1"} />
      <button type="submit" aria-disabled={pending}>
        {now ? labels.off : labels.on}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
