"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { NameField, NewPasswordField } from "#features/auth/components/name-and-password-fields.tsx";
import { idleState } from "#lib/action.ts";
import { createInvitedMemberAction } from "../actions.ts";

interface JoinProps {
  token: string;
  /** The name that the inviter typed. */
  name: string;
  labels: Record<"name" | "nameHint" | "password" | "passwordHint" | "join", string>;
}

/** The form for the invitee's account: the name that readers see, and a password. */
export function InvitedMemberForm({ token, name, labels }: JoinProps) {
  const [state, action, pending] = useFormAction(createInvitedMemberAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      <input type="hidden" name="token" value={token} />
      <NameField label={labels.name} hint={labels.nameHint} initialName={name} refused={refused} />
      <NewPasswordField label={labels.password} hint={labels.passwordHint} refused={refused} />
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {labels.join}
      </button>
    </form>
  );
}
