"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idle } from "#lib/action.ts";
import { removePicture } from "../library/actions.ts";

interface Props {
  id: string;
  version: number;
  labels: { hint: string; button: string };
}

/** Deletes a picture that nothing shows. */
export function DeleteForm({ id, version, labels }: Props) {
  const [state, action, pending] = useFormAction(removePicture, idle);
  return (
    <form action={action} className="form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <p className="field-hint">{labels.hint}</p>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="version" value={version} />
      <button type="submit" className="button" aria-disabled={pending}>
        {labels.button}
      </button>
    </form>
  );
}
