"use client";

import { useLayoutEffect, useRef } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { controlSendingAction } from "../actions.ts";

/** Pauses, resumes or cancels; a cancellation has to be confirmed. */
export function SendingControl({ id, status }: { id: number; status: string }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(controlSendingAction, idleState);
  const firstState = useRef(state);
  // If the pressed button is gone with the result, the focus would move to the top of the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the status may be rendered after the result.
  useLayoutEffect(() => {
    if (state === firstState.current || state.status !== "done") return;
    const { activeElement, body } = document;
    if (activeElement !== null && activeElement !== body) return;
    const isAsking = state.value.act === "cancel";
    document.querySelector<HTMLElement>(isAsking ? ".issue-confirmation" : "#sending-progress")?.focus();
  }, [state, status]);
  if (status !== "sending" && status !== "paused") return null;
  const isConfirming = state.status === "done" && state.value.act === "cancel";
  const toggle = status === "sending" ? "pause" : "resume";
  return (
    <form action={action} className="issue-part">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <input type="hidden" name="id" value={id} />
      <div className="admin-form-actions">
        <button type="submit" name="act" value={toggle} className="button" aria-disabled={pending}>
          {t(`sending.control.${toggle}`)}
        </button>
        {!isConfirming && (
          <button type="submit" name="act" value="cancel" className="button" aria-disabled={pending}>
            {t("sending.control.cancel")}
          </button>
        )}
      </div>
      {isConfirming && (
        <div className="issue-confirmation" role="alert" tabIndex={-1}>
          <p>{t.typeset("sending.control.confirm")}</p>
          <button
            type="submit"
            name="act"
            value="confirmCancel"
            className="button button-strong"
            aria-disabled={pending}
          >
            {t("sending.control.confirmCancel")}
          </button>{" "}
          <button type="submit" name="act" value="keep" className="button" aria-disabled={pending}>
            {t("sending.control.keep")}
          </button>
        </div>
      )}
    </form>
  );
}
