"use client";

import { useEffect, useRef } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { undoAction } from "#features/moderation/actions.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import type { UndoRequest } from "./use-undo.ts";

interface Props {
  request: UndoRequest;
  /** The page to return to without JavaScript. */
  back: string;
  keep(): void;
  confirm(): void;
}

/**
 * Asks for confirmation before an earlier decision is undone, with the effects. A dialog, or without JavaScript a block
 * above the list.
 */
export function UndoConfirmationDialog({ request, back, keep, confirm }: Props) {
  const t = useTranslator();
  const script = useHydrated();
  const [state, act] = useFormAction(undoAction, idleState);
  const dialog = useRef<HTMLDialogElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!script || dialog.current?.open) return;
    dialog.current?.showModal();
    safe.current?.focus();
  }, [script]);
  const { question, problem } = request;
  const leave = question
    ? t.typeset("moderation.queue.undoConfirmation.keep")
    : t.typeset("moderation.queue.actions.close");
  return (
    <dialog
      ref={dialog}
      className="undo-dialog"
      aria-labelledby="queue-ask-title"
      aria-describedby="queue-ask-what"
      open={!script}
      onClose={keep}
    >
      <h2 id="queue-ask-title">{t.typeset("moderation.queue.undoConfirmation.title")}</h2>
      <div id="queue-ask-what" role="status">
        {question && (
          <>
            <p className="undo-dialog-decision">{question.what}</p>
            <p className="queue-hint">{question.when}</p>
            <ul>
              {question.effects.map((effect) => (
                <li key={effect}>{effect}</li>
              ))}
            </ul>
          </>
        )}
        {problem}
        {!question && !problem && t.typeset("moderation.queue.undoConfirmation.loading")}
      </div>
      <form
        action={act}
        onSubmit={(event) => {
          event.preventDefault();
          dialog.current?.close();
          confirm();
        }}
      >
        <input type="hidden" name="decision" value={question?.decision ?? ""} />
        <input type="hidden" name="sure" value="yes" />
        <input type="hidden" name="back" value={back} />
        <FormAlert>{state.status === "refused" && state.message}</FormAlert>
        <p className="undo-dialog-actions">
          {script ? (
            <button ref={safe} type="button" className="button" onClick={() => dialog.current?.close()}>
              {leave}
            </button>
          ) : (
            // The fragment of the URL, so that a browser without scripts focuses it.
            <a id="keep" className="button" href={back}>
              {leave}
            </a>
          )}
          {question && (
            <button type="submit" className="button button-danger">
              {t.typeset("moderation.queue.undoConfirmation.go")}
            </button>
          )}
        </p>
      </form>
    </dialog>
  );
}
