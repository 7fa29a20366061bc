"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { decideItemAction } from "../actions.ts";

interface Props {
  item: number;
  title: string;
  formKey: string;
  back: string;
}

/** Separates a duplicate from its skipped first item, so that it waits in the inbox. */
export function ReturnToInboxForm({ item, title, formKey, back }: Props) {
  const t = useTranslator();
  const [state, act, pending] = useFormAction(decideItemAction, idleState);
  if (state.status === "done") return <span role="status">{t("inbox.states.waiting")}</span>;
  return (
    <form action={act}>
      <input type="hidden" name="action" value="split" />
      <input type="hidden" name="item" value={item} />
      <input type="hidden" name="key" value={formKey} />
      <input type="hidden" name="back" value={back} />
      <button
        type="submit"
        className="queue-button"
        aria-disabled={pending}
        aria-label={t("inbox.duplicatesOfSkipped.returnOne", { title })}
      >
        {t("inbox.duplicatesOfSkipped.return")}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
