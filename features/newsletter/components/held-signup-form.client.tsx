"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { decideHeldSignupAction } from "../subscriber-admin/actions.ts";

interface Props {
  id: number;
  labels: Record<"allow" | "refuse" | "allowOf" | "refuseOf", string>;
}

/** Allows or refuses one sign-up. */
export function HeldSignupForm({ id, labels }: Props) {
  const [state, action, pending] = useFormAction(decideHeldSignupAction, idleState);
  return (
    <form action={action} className="subscriber-actions">
      <input type="hidden" name="id" value={id} />
      {(["allow", "refuse"] as const).map((act) => (
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
