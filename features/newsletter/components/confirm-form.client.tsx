"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { confirmSignupAction } from "../signup/actions.ts";

interface Props {
  token: string;
  /** What came of a link that was used. */
  result: { outcome: "subscribed" | "known"; preferences: string } | undefined;
  labels: Record<"submit" | "subscribed" | "known" | "preferences" | "again", string>;
}

/** The button that confirms a sign-up. */
export function ConfirmForm({ token, result, labels }: Props) {
  const [state, action, pending] = useFormAction(confirmSignupAction, idleState);
  const done = state.status === "done" ? state.value : result;
  if (done)
    return (
      <>
        <FormSuccess>{labels[done.outcome]}</FormSuccess>
        <p className="form-links">
          <a href={done.preferences}>{labels.preferences}</a>
        </p>
      </>
    );
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>
        {state.status === "refused" && (
          <>
            {state.message} <a href="/newsletter">{labels.again}</a>
          </>
        )}
      </FormAlert>
      <input type="hidden" name="token" value={token} />
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {labels.submit}
      </button>
    </form>
  );
}
