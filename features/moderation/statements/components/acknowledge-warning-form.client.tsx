"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { acknowledgeWarningAction } from "../actions.ts";

/** The button that acknowledges a warning. */
export function AcknowledgeWarningForm({ decision, label }: { decision: number; label: string }) {
  const [state, action, pending] = useFormAction(acknowledgeWarningAction, idleState);
  return (
    <form action={action} className="form">
      <input type="hidden" name="decision" value={decision} />
      <FormAlert>{state.status === "refused" && (state.fields.decision ?? state.message)}</FormAlert>
      <div className="form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {label}
        </button>
      </div>
    </form>
  );
}
