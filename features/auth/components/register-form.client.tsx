"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { register } from "../registration/actions.ts";
import { NameField, NewPasswordField } from "./name-and-password-fields.tsx";

interface Props {
  labels: {
    name: string;
    nameHint: string;
    email: string;
    password: string;
    passwordHint: string;
    submit: string;
    trap: string;
  };
}

/** The registration form; works without JavaScript and before it loads. */
export function RegisterForm({ labels }: Props) {
  const [state, action, pending] = useFormAction(register, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      <NameField label={labels.name} hint={labels.nameHint} refused={refused} />
      <Field name="email" type="email" label={labels.email} autoComplete="email" required refused={refused} />
      <NewPasswordField label={labels.password} hint={labels.passwordHint} refused={refused} />
      {/* A honeypot: only a program that fills in every field fills in this one. */}
      <div className="hidden">
        <label>
          {labels.trap}
          <input name="website" tabIndex={-1} autoComplete="off" />
        </label>
      </div>
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {labels.submit}
      </button>
    </form>
  );
}
