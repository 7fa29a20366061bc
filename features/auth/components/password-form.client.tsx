"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { SaveButton } from "#components/ui/save-button.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { savePassword } from "../credentials/actions.ts";
import { NewPasswordField } from "./name-and-password-fields.tsx";

interface Props {
  hasPassword: boolean;
  labels: Record<"current" | "password" | "passwordHint" | "save" | "saved", string>;
}

/** The form to change the password, with the present one if the member has one. */
export function PasswordForm({ hasPassword, labels }: Props) {
  const [state, action, pending] = useFormAction(savePassword, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      {hasPassword && (
        <Field
          name="current"
          id="current-password"
          type="password"
          label={labels.current}
          autoComplete="current-password"
          required
          refused={refused}
        />
      )}
      <NewPasswordField id="new-password" label={labels.password} hint={labels.passwordHint} refused={refused} />
      <SaveButton label={labels.save} pending={pending} saved={state.status === "done" && labels.saved} />
    </form>
  );
}
