"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { decideFailedJobAction } from "../actions.ts";

interface Props {
  id: string;
  labels: Record<"retry" | "delete" | "retryOf" | "deleteOf", string>;
}

/** Retries or deletes one failed job. */
export function FailedJobForm({ id, labels }: Props) {
  const [state, action, pending] = useFormAction(decideFailedJobAction, idleState);
  return (
    <form action={action} className="jobs-actions">
      <input type="hidden" name="id" value={id} />
      {(["retry", "delete"] as const).map((act) => (
        <button
          key={act}
          type="submit"
          name="act"
          value={act}
          className="button"
          aria-disabled={pending}
          aria-label={labels[`${act}Of`]}
        >
          {labels[act]}
        </button>
      ))}
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
