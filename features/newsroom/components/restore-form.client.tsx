"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { restoreArticle } from "../drafts/actions.ts";

interface Props {
  id: number;
  revision: number;
  version: number;
}

/** Restores the revision on the page as the draft. */
export function RestoreForm({ id, revision, version }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(restoreArticle, idleState);
  return (
    <form action={action} className="form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="revision" value={revision} />
      <input type="hidden" name="version" value={version} />
      <p className="field-hint">{t("newsroom.revisions.restoreHint")}</p>
      <button type="submit" className="button" aria-disabled={pending}>
        {t("newsroom.revisions.restoreThis")}
      </button>
    </form>
  );
}
