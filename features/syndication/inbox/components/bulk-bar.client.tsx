"use client";

import type { FormEvent } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { decideItemsAction } from "../actions.ts";
import { type SimpleAction, simpleActions } from "../rules.ts";
import { useInboxView } from "./inbox-view-context.ts";

interface Props {
  chosen: number;
  total: number;
  chooseAll(isOn: boolean): void;
  decide(action: SimpleAction): void;
}

/** Decides about all chosen items; the checkboxes of the list belong to this form. */
export function InboxBulkBar({ chosen, total, chooseAll, decide }: Props) {
  const t = useTranslator();
  const script = useHydrated();
  const { here, formKey } = useInboxView();
  const [state, act] = useFormAction(decideItemsAction, idleState);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const action = simpleActions.find((one) => submitter instanceof HTMLButtonElement && submitter.value === one);
    if (action) decide(action);
  };
  return (
    <form
      id="inbox-bulk"
      action={act}
      onSubmit={submit}
      className="queue-bulk inbox-bulk"
      hidden={total === 0 || (script && chosen === 0)}
      aria-label={t("inbox.bulk.title")}
    >
      <input type="hidden" name="key" value={formKey} />
      <input type="hidden" name="back" value={here} />
      <p role={script ? "status" : undefined}>
        {script ? t.typeset("inbox.bulk.chosen", { count: chosen }) : t("inbox.bulk.title")}
      </p>
      {simpleActions
        .filter((action) => action !== "draft")
        .map((action) => (
          <button key={action} type="submit" name="action" value={action} className="queue-button">
            {t.typeset(`inbox.bulk.${action}`)}
          </button>
        ))}
      {script && (
        <button type="button" className="text-button" onClick={() => chooseAll(chosen < total)}>
          {chosen < total ? t("inbox.bulk.all") : t("inbox.bulk.none")}
        </button>
      )}
      {state.status === "refused" && <FormAlert>{Object.values(state.fields)[0] ?? state.message}</FormAlert>}
    </form>
  );
}
