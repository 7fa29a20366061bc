"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { type FormState, idle } from "#lib/action.ts";

interface Props {
  action: (previous: FormState<unknown>, form: FormData) => Promise<FormState<unknown>>;
  /** What it is about. */
  id?: string;
  label: string;
  /** Where the label alone does not say what it is about: the whole of it, for screen readers. */
  fullLabel?: string;
  strong?: boolean;
}

/** One button that does something, with its refusal below it. */
export function PressForm({ action: press, id, label, fullLabel, strong = false }: Props) {
  const [state, action, pending] = useFormAction(press, idle);
  return (
    <form action={action} className="press-form">
      {id && <input type="hidden" name="id" value={id} />}
      <button
        type="submit"
        className={strong ? "button button-strong" : "button"}
        aria-disabled={pending}
        aria-label={fullLabel}
      >
        {label}
      </button>
      <FormAlert>{state.status === "refused" ? state.message : undefined}</FormAlert>
    </form>
  );
}
