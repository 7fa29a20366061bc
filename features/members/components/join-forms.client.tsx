"use client";

import { useActionState } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { idle } from "#lib/action.ts";
import { acceptAction, joinAction } from "../staff/actions.ts";

interface JoinProps {
  token: string;
  /** As whoever invited wrote it. */
  name: string;
  labels: Record<"name" | "nameHint" | "password" | "passwordHint" | "join", string>;
}

/** The account of somebody who was invited: the name that readers see, and a password. */
export function JoinForm({ token, name, labels }: JoinProps) {
  const [state, action, pending] = useActionState(joinAction, idle);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      <input type="hidden" name="token" value={token} />
      <Field
        name="name"
        label={labels.name}
        hint={labels.nameHint}
        autoComplete="name"
        defaultValue={name}
        required
        refused={refused}
      />
      <Field
        name="password"
        type="password"
        label={labels.password}
        hint={labels.passwordHint}
        autoComplete="new-password"
        required
        refused={refused}
      />
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {labels.join}
      </button>
    </form>
  );
}

/** The button of somebody who is signed in to the account that was invited. */
export function AcceptForm({ token, label }: { token: string; label: string }) {
  const [state, action, pending] = useActionState(acceptAction, idle);
  return (
    <form action={action} className="form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <input type="hidden" name="token" value={token} />
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {label}
      </button>
    </form>
  );
}
