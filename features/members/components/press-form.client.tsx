"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idle, type ServerAction } from "#lib/action.ts";

interface Props {
  action: ServerAction<unknown>;
  /** What it is about. */
  id?: string;
  /** The final destination. */
  next?: string;
  label: string;
  /** Where the label alone does not say what it is about: the whole of it, for screen readers. */
  fullLabel?: string;
  look?: "plain" | "strong" | "text";
}

const classes = { plain: "button", strong: "button button-strong", text: "text-button" };

/** One button that does something, with its refusal below it. */
export function PressForm({ action: press, id, next, label, fullLabel, look = "plain" }: Props) {
  const [state, action, pending] = useFormAction(press, idle);
  return (
    <form action={action} className="press-form">
      {id && <input type="hidden" name="id" value={id} />}
      {next && <input type="hidden" name="next" value={next} />}
      <button type="submit" className={classes[look]} aria-disabled={pending} aria-label={fullLabel}>
        {label}
      </button>
      <FormAlert>{state.status === "refused" ? state.message : undefined}</FormAlert>
    </form>
  );
}
