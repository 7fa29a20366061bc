"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { cancelAccountDeletion, deleteAccount } from "../deletion/actions.ts";

/** The page around the form shows the result: with JavaScript it is refreshed. */
function useRefreshWhenDone(done: boolean) {
  const router = useRouter();
  useEffect(() => {
    if (done) router.refresh();
  }, [done, router]);
}

interface DeleteProps {
  labels: Record<"legend" | "keep" | "keepEffect" | "remove" | "removeEffect" | "sure" | "submit", string>;
}

/** The choice about one's comments, with the effect of each option, and the button. */
export function DeleteAccountForm({ labels }: DeleteProps) {
  const [state, action, pending] = useFormAction(deleteAccount, idleState);
  const refused = state.status === "refused" ? state : undefined;
  useRefreshWhenDone(state.status === "done");
  const choice = (value: "keep" | "remove", label: string, effect: string) => (
    <div className="checkbox-row">
      <input
        type="radio"
        name="comments"
        id={`comments-${value}`}
        value={value}
        required
        defaultChecked={refused?.typed.comments === value}
        aria-describedby={`comments-${value}-effect`}
      />
      <div>
        <label htmlFor={`comments-${value}`}>{label}</label>
        <p id={`comments-${value}-effect`} className="field-hint">
          {effect}
        </p>
      </div>
    </div>
  );
  const fieldErrors = refused && Object.values(refused.fields);
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused && (fieldErrors?.length ? fieldErrors.join(" ") : refused.message)}</FormAlert>
      <fieldset className="choices choices-wide">
        <legend>{labels.legend}</legend>
        {choice("keep", labels.keep, labels.keepEffect)}
        {choice("remove", labels.remove, labels.removeEffect)}
      </fieldset>
      <div className="checkbox-row">
        <input type="checkbox" name="sure" id="sure" value="1" required />
        <label htmlFor="sure">{labels.sure}</label>
      </div>
      <div className="form-actions">
        <button type="submit" className="button button-danger" aria-disabled={pending}>
          {labels.submit}
        </button>
      </div>
    </form>
  );
}

/** Cancels the deletion until its day. */
export function CancelDeletionForm({ labels }: { labels: Record<"submit" | "kept", string> }) {
  const [state, action, pending] = useFormAction(cancelAccountDeletion, idleState);
  useRefreshWhenDone(state.status === "done");
  if (state.status === "done") return <FormSuccess>{labels.kept}</FormSuccess>;
  return (
    <form action={action} className="form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <div className="form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {labels.submit}
        </button>
      </div>
    </form>
  );
}
