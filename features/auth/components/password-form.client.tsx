"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
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
      <div className="form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {labels.save}
        </button>
        {state.status === "done" && <FormSuccess>{labels.saved}</FormSuccess>}
      </div>
    </form>
  );
}
