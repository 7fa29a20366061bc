"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { stopMailsAction } from "../stop/actions.ts";

/** The button that stops the mails which a link names. */
export function StopForm({ about, link, label }: { about: string; link: string; label: string }) {
  const [state, action, pending] = useFormAction(stopMailsAction, idleState);
  return (
    <form action={action} className="button-form">
      <input type="hidden" name="about" value={about} />
      <input type="hidden" name="key" value={link} />
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {label}
      </button>
      <FormAlert>{state.status === "refused" ? (state.fields.key ?? state.message) : undefined}</FormAlert>
    </form>
  );
}
