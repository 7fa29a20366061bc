"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { createPreviewLinkAction, revokePreviewLinkAction } from "../preview/actions.ts";

/** Creates a link to the preview for people without an account. */
export function CreatePreviewLinkForm({ id, label }: { id: number; label: string }) {
  const [state, action, pending] = useFormAction(createPreviewLinkAction, idleState);
  return (
    <form action={action} className="form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <input type="hidden" name="id" value={id} />
      <button type="submit" className="button" aria-disabled={pending}>
        {label}
      </button>
    </form>
  );
}

/** Revokes such a link. */
export function RevokePreviewLinkForm({ id, link, label }: { id: number; link: number; label: string }) {
  const [state, action, pending] = useFormAction(revokePreviewLinkAction, idleState);
  return (
    <form action={action}>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="link" value={link} />
      <button type="submit" className="text-button" aria-disabled={pending}>
        {label}
      </button>
    </form>
  );
}
