"use client";

import { idleState, type ServerAction } from "#lib/action.ts";
import { FormAlert } from "./form-alert.client.tsx";
import { useFormAction } from "./use-form-action.ts";

interface Props {
  action: ServerAction<unknown>;
  /** The id of the button's subject. */
  id?: string;
  /** Where the action leads afterwards. */
  next?: string;
  label: string;
  /** A full label for screen readers, where the visible one is ambiguous. */
  accessibleLabel?: string;
  variant?: "plain" | "strong" | "text";
}

const variantClasses = { plain: "button", strong: "button button-strong", text: "text-button" };

/** A form with one button, and its refusal below. */
export function ButtonForm({ action: serverAction, id, next, label, accessibleLabel, variant = "plain" }: Props) {
  const [state, action, pending] = useFormAction(serverAction, idleState);
  return (
    <form action={action} className="button-form">
      {id && <input type="hidden" name="id" value={id} />}
      {next && <input type="hidden" name="next" value={next} />}
      <button type="submit" className={variantClasses[variant]} aria-disabled={pending} aria-label={accessibleLabel}>
        {label}
      </button>
      <FormAlert>{state.status === "refused" ? state.message : undefined}</FormAlert>
    </form>
  );
}
