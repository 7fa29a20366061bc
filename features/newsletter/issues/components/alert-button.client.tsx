"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { composeAlertAction } from "../actions.ts";

/** Drafts an urgent alert about an article; nothing is sent before an editor sends it from the alert's own page. */
export function AlertButton({ articleId }: { articleId: number }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(composeAlertAction, idleState);
  return (
    <form action={action} className="admin-form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <input type="hidden" name="article" value={articleId} />
      <button type="submit" className="button" aria-disabled={pending}>
        {t("issues.alert.compose")}
      </button>
    </form>
  );
}
