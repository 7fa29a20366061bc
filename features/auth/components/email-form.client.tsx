"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { saveEmail } from "../credentials/actions.ts";

/** The form for a new address, which its owner must confirm. */
export function EmailForm({ labels }: { labels: Record<"email" | "save" | "sent", string> }) {
  const [state, action, pending] = useFormAction(saveEmail, idleState);
  const refused = state.status === "refused" ? state : undefined;
  if (state.status === "done") return <FormSuccess>{labels.sent.replace("{email}", state.value.email)}</FormSuccess>;
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      <Field name="email" type="email" label={labels.email} autoComplete="email" required refused={refused} />
      <div className="form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {labels.save}
        </button>
      </div>
    </form>
  );
}
