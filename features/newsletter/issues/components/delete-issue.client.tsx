"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { deleteIssueAction } from "../actions.ts";

/** Deletes a draft, after a confirmation. */
export function DeleteIssue({ id }: { id: number }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(deleteIssueAction, idleState);
  return (
    <details className="issue-delete" open={state.status === "refused"}>
      <summary>{t("issues.delete.title")}</summary>
      <form action={action}>
        <FormAlert>{state.status === "refused" && state.message}</FormAlert>
        <p>{t.typeset("issues.delete.text")}</p>
        <input type="hidden" name="id" value={id} />
        <button type="submit" className="button" aria-disabled={pending}>
          {t("issues.delete.button")}
        </button>
      </form>
    </details>
  );
}
