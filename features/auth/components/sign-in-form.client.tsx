"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { signInWithPassword } from "../sign-in/actions.ts";

interface Props {
  labels: { email: string; password: string; submit: string };
}

/** The sign-in form; works without JavaScript and before it loads. */
export function SignInForm({ labels }: Props) {
  const [state, action, pending] = useFormAction(signInWithPassword, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      <Field name="email" type="email" label={labels.email} autoComplete="username" required refused={refused} />
      <Field
        name="password"
        type="password"
        label={labels.password}
        autoComplete="current-password"
        required
        refused={refused}
      />
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {labels.submit}
      </button>
    </form>
  );
}
