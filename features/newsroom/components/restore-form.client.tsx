"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { restoreArticle } from "../drafts/actions.ts";

interface Props {
  id: number;
  revision: number;
  version: number;
  labels: { bringBack: string; hint: string };
}

/** Brings the shown revision back as the text that is worked on. */
export function RestoreForm({ id, revision, version, labels }: Props) {
  const [state, action, pending] = useFormAction(restoreArticle, idleState);
  return (
    <form action={action} className="form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="revision" value={revision} />
      <input type="hidden" name="version" value={version} />
      <p className="field-hint">{labels.hint}</p>
      <button type="submit" className="button" aria-disabled={pending}>
        {labels.bringBack}
      </button>
    </form>
  );
}
