"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { undoItemsAction } from "../actions.ts";

interface Props {
  /** The decision, or the key of the request whose decisions are undone. */
  decision?: number;
  formKey?: string;
  /** The item's title. */
  title?: string;
  back: string;
}

/** Undoes a decision, or the decisions of one request. */
export function UndoDecisionForm({ decision, formKey, title, back }: Props) {
  const t = useTranslator();
  const [state, act, pending] = useFormAction(undoItemsAction, idleState);
  if (state.status === "done") return <span role="status">{t("inbox.did.undo")}</span>;
  return (
    <form action={act}>
      {decision !== undefined && <input type="hidden" name="decision" value={decision} />}
      {formKey !== undefined && <input type="hidden" name="key" value={formKey} />}
      <input type="hidden" name="back" value={back} />
      <button
        type="submit"
        className="queue-button"
        aria-disabled={pending}
        aria-label={title && t("inbox.undoOne", { title })}
      >
        {t("inbox.actions.undo")}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
