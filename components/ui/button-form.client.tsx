"use client";

import { idleState, type ServerAction } from "#lib/action.ts";
import { FormAlert } from "./form-alert.client.tsx";
import { useFormAction } from "./use-form-action.ts";

interface Props {
  action: ServerAction<unknown>;
  /** What it is about. */
  id?: string;
  /** The final destination. */
  next?: string;
  label: string;
  /** Where the label alone does not say what it is about: the whole of it, for screen readers. */
  accessibleLabel?: string;
  variant?: "plain" | "strong" | "text";
}

const variantClasses = { plain: "button", strong: "button button-strong", text: "text-button" };

/** One button that does something, with its refusal below it. */
export function ButtonForm({ action: press, id, next, label, accessibleLabel, variant = "plain" }: Props) {
  const [state, action, pending] = useFormAction(press, idleState);
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
