"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState, type ServerAction } from "#lib/action.ts";
import { NewPasswordField } from "./name-and-password-fields.tsx";

interface Props {
  action: ServerAction<unknown>;
  token: string;
  next: string;
  labels: { submit: string; password?: string; passwordHint?: string };
}

/** The form behind a mailed link: a button, with a new password field for a reset. Opening the page changes nothing. */
export function MailedLinkForm({ action: serverAction, token, next, labels }: Props) {
  const [state, action, pending] = useFormAction(serverAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      <input type="hidden" name="next" value={next} />
      <input type="hidden" name="token" value={token} />
      {labels.password && <NewPasswordField label={labels.password} hint={labels.passwordHint} refused={refused} />}
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {labels.submit}
      </button>
    </form>
  );
}
