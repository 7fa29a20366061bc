"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { controlSendingAction } from "../actions.ts";

/** Pauses, resumes or cancels; a cancellation has to be confirmed. */
export function SendingControl({ id, status }: { id: number; status: string }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(controlSendingAction, idleState);
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
        <div className="issue-confirmation" role="alert">
          <p>{t.typeset("sending.control.confirm")}</p>
          <button
            type="submit"
            name="act"
            value="confirmCancel"
            className="button button-strong"
            aria-disabled={pending}
          >
            {t("sending.control.confirmCancel")}
          </button>
        </div>
      )}
    </form>
  );
}
