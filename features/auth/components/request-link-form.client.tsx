"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFocusOnResult } from "#components/ui/use-focus-on-result.ts";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState, type ServerAction } from "#lib/action.ts";

interface Props {
  action: ServerAction<undefined>;
  next: string;
  labels: { email: string; submit: string; sent: string };
}

/** Requests a mailed link; the response is the same whether or not the address has an account. */
export function RequestLinkForm({ action: serverAction, next, labels }: Props) {
  const [state, action, pending] = useFormAction(serverAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const answer = useFocusOnResult<HTMLParagraphElement>(state.status === "done" ? state : undefined);
  if (state.status === "done")
    return (
      <p ref={answer} role="status" tabIndex={-1}>
        {labels.sent}
      </p>
    );
  return (
    <form
      action={action}
      // A second press would request a second mail.
      onSubmit={(event) => pending && event.preventDefault()}
      className="form"
      noValidate
    >
      <FormAlert>{refused?.message}</FormAlert>
      <input type="hidden" name="next" value={next} />
      <Field name="email" type="email" label={labels.email} autoComplete="username" required refused={refused} />
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {labels.submit}
      </button>
    </form>
  );
}
