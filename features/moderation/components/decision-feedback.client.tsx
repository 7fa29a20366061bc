"use client";

import { useEffect, useRef } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { undoAction } from "../actions.ts";

interface Props {
  decision: number;
  /** The page to return to without JavaScript. */
  back: string;
  /**
   * Made on this view of the page, so that one click undoes it. A decision named in the URL needs a confirmation after
   * its grace period.
   */
  here: boolean;
  /** After the undo: what is shown is no longer true. */
  onDone?: (() => void) | undefined;
}

/** Confirms a decision, with its undo. */
export function DecisionFeedback({ decision, back, here, onDone }: Props) {
  const t = useTranslator();
  const [state, act, pending] = useFormAction(undoAction, idleState);
  const undone = state.status === "done" ? state.value : undefined;
  const latestOnDone = useRef(onDone);
  latestOnDone.current = onDone;
  useEffect(() => {
    if (undone) latestOnDone.current?.();
  }, [undone]);
  return (
    <form action={act} className="decision-feedback">
      <input type="hidden" name="decision" value={decision} />
      <input type="hidden" name="back" value={back} />
      {here && <input type="hidden" name="sure" value="yes" />}
      <p role="status">
        {undone ? t("moderation.memberRecord.actions.undone") : t("moderation.memberRecord.actions.done")}
      </p>
      {!undone && (
        <button type="submit" className="text-button" aria-disabled={pending}>
          {t("moderation.memberRecord.actions.undo")}
        </button>
      )}
      {state.status === "refused" && <FormAlert>{state.message}</FormAlert>}
    </form>
  );
}
