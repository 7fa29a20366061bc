"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { followInListAction } from "../actions.ts";

/** Undoes an unfollow, on the page that is shown after it without JavaScript. */
export function UndoFollowForm({ subject, text, label }: { subject: string; text: string; label: string }) {
  const [state, action, pending] = useFormAction(followInListAction, idleState);
  return (
    <form action={action} className="follow-actions">
      <input type="hidden" name="subject" value={subject} />
      <input type="hidden" name="does" value="follow" />
      <p role="status">{text}</p>
      <button type="submit" className="button" aria-disabled={pending}>
        {label}
      </button>
      <FormAlert>{state.status === "refused" && (state.fields.subject ?? state.message)}</FormAlert>
    </form>
  );
}
