"use client";

import { idleState, type ServerAction } from "#lib/action.ts";
import { FormAlert } from "./form-alert.client.tsx";
import { useFormAction } from "./use-form-action.ts";

interface Props {
  action: ServerAction<unknown>;
  /** The id of the buttons' subject. */
  id: string | number;
  className: string;
  /** Further hidden fields. */
  values?: Record<string, string>;
  /** `act`: the value that the button sends; `accessibleLabel`: the full label for screen readers. */
  buttons: readonly { act: string; label: string; accessibleLabel: string }[];
}

/** A form with a button for each thing that can be done with one entry of a list, and the refusal below. */
export function ButtonsForm({ action: serverAction, id, className, values = {}, buttons }: Props) {
  const [state, action, pending] = useFormAction(serverAction, idleState);
  return (
    <form action={action} className={className}>
      <input type="hidden" name="id" value={id} />
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {buttons.map(({ act, label, accessibleLabel }) => (
        <button
          key={act}
          type="submit"
          name="act"
          value={act}
          className="button"
          aria-disabled={pending}
          aria-label={accessibleLabel}
        >
          {label}
        </button>
      ))}
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
