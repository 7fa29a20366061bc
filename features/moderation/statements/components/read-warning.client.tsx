"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idle } from "#lib/action.ts";
import { readWarning } from "../actions.ts";

/** The button by which one says to have read a warning. */
export function ReadWarning({ decision, label }: { decision: number; label: string }) {
  const [state, action, pending] = useFormAction(readWarning, idle);
  return (
    <form action={action} className="form">
      <input type="hidden" name="decision" value={decision} />
      <FormAlert>{state.status === "refused" && (state.fields.decision ?? state.message)}</FormAlert>
      <div className="form-foot">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {label}
        </button>
      </div>
    </form>
  );
}
