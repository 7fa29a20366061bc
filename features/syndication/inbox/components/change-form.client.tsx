"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { SourceChange } from "#db/schema/syndication.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { decideItemAction } from "../actions.ts";
import { UndoDecisionForm } from "./undo-decision-form.client.tsx";

interface Props {
  item: number;
  title: string;
  kind: SourceChange;
  formKey: string;
  back: string;
}

/** The expected one first. Applying a deletion would withdraw the article as well, but without undo. */
const choices = { edited: ["apply", "ignore", "withdraw"], deleted: ["withdraw", "ignore"] } as const;

/** Decides about a source's change: applies it, ignores it, or withdraws the article. */
export function ChangeForm({ item, title, kind, formKey, back }: Props) {
  const t = useTranslator();
  const [state, act, pending] = useFormAction(decideItemAction, idleState);
  const label = (action: "apply" | "ignore" | "withdraw") =>
    t.typeset(`inbox.changes.${action === "withdraw" && kind === "deleted" ? "withdrawNoted" : action}`);
  if (state.status === "done")
    return (
      <div className="inbox-actions">
        <span role="status">{t("inbox.changeDone")}</span>
        <UndoDecisionForm decision={state.value.decision} title={title} back={back} />
      </div>
    );
  return (
    <form action={act} className="inbox-actions">
      <input type="hidden" name="item" value={item} />
      <input type="hidden" name="key" value={formKey} />
      <input type="hidden" name="back" value={back} />
      {choices[kind].map((action) => (
        <button
          key={action}
          type="submit"
          name="action"
          value={action}
          className={action === choices[kind][0] ? "queue-button inbox-publish" : "queue-button"}
          aria-disabled={pending}
          aria-label={t("inbox.changeOne", { action: label(action), title })}
        >
          {label(action)}
        </button>
      ))}
      <FormAlert>{state.status === "refused" && (Object.values(state.fields)[0] ?? state.message)}</FormAlert>
    </form>
  );
}
