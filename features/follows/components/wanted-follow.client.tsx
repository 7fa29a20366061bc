"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { followWantedAction } from "../actions.ts";

/** Offers to follow what a reader wanted to follow before signing in on another page: the button has the focus. */
export function WantedFollow({ subject, text, label }: { subject: string; text: string; label: string }) {
  const [state, action, pending] = useFormAction(followWantedAction, idleState);
  return (
    <form action={action} className="wanted-follow form-sign-in" data-wanted={subject}>
      <input type="hidden" name="subject" value={subject} />
      <p>{text}</p>
      <p>
        {/* biome-ignore lint/a11y/noAutofocus: the reader pressed this button before signing in. */}
        <button type="submit" className="button button-strong" aria-disabled={pending} autoFocus>
          {label}
        </button>
      </p>
      <FormAlert>{state.status === "refused" && (state.fields.subject ?? state.message)}</FormAlert>
    </form>
  );
}
