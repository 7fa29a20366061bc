"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { unmuteDiscussionAction } from "../settings/actions.ts";

/** A button that mails the viewer about a discussion again. */
export function UnmuteDiscussionForm({ article, label, name }: { article: number; label: string; name: string }) {
  const [state, action, pending] = useFormAction(unmuteDiscussionAction, idleState);
  return (
    <form action={action}>
      <input type="hidden" name="article" value={article} />
      <button type="submit" className="button" aria-label={name} aria-disabled={pending}>
        {label}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
