"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { deletePictureAction } from "../library/actions.ts";

interface Props {
  id: string;
  version: number;
}

/** Deletes an unused picture. */
export function DeletePictureForm({ id, version }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(deletePictureAction, idleState);
  return (
    <form action={action} className="form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <p className="field-hint">{t("media.picture.deleteHint")}</p>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="version" value={version} />
      <button type="submit" className="button" aria-disabled={pending}>
        {t("media.picture.delete")}
      </button>
    </form>
  );
}
