"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { controlRunAction } from "../actions.ts";

/** The button for a run's state: stop, resume, or import after a dry run. */
export function RunControl({ id, act }: { id: number; act: "stop" | "continue" | "start" }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(controlRunAction, idleState);
  return (
    <form action={action} className="import-control">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <input type="hidden" name="id" value={id} />
      <button
        type="submit"
        name="act"
        value={act}
        className={act === "start" ? "button button-strong" : "button"}
        aria-disabled={pending}
      >
        {t(`imports.control.${act}`)}
      </button>
    </form>
  );
}
