"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { type FormState, idleState, type ServerAction } from "#lib/action.ts";

interface Props {
  action: ServerAction<unknown>;
  id: string;
  labels: { code: string; hint?: string; submit: string };
  isPrimary?: boolean;
  /** Whether a recovery code, which has letters, is accepted too. */
  allowsLetters?: boolean;
}

/** A form for one code. */
export function CodeForm({ action: serverAction, ...props }: Props) {
  const [state, action, pending] = useFormAction(serverAction, idleState);
  return <CodeFields {...props} state={state} action={action} pending={pending} />;
}

/** The fields of `CodeForm`, for a form whose state the parent keeps. */
export function CodeFields({
  state,
  action,
  pending,
  id,
  labels,
  isPrimary = false,
  allowsLetters = false,
}: Omit<Props, "action"> & { state: FormState<unknown>; action: (form: FormData) => void; pending: boolean }) {
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused && !refused.fields.code ? refused.message : undefined}</FormAlert>
      <Field
        name="code"
        id={id}
        label={labels.code}
        {...(labels.hint ? { hint: labels.hint } : {})}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        inputMode={allowsLetters ? "text" : "numeric"}
        required
        refused={refused}
      />
      <button type="submit" className={isPrimary ? "button button-strong" : "button"} aria-disabled={pending}>
        {labels.submit}
      </button>
    </form>
  );
}
