"use client";

import { useLayoutEffect, useRef } from "react";
import { idleState, type ServerAction } from "#lib/action.ts";
import { FormAlert } from "./form-alert.client.tsx";
import { useFormAction } from "./use-form-action.ts";

interface Props {
  action: ServerAction<unknown>;
  /** The id of the button's subject. */
  id?: string;
  /** What the action does, if it does several things. */
  act?: string;
  /** Opens the confirmation. */
  label: string;
  /** A full label for screen readers, where the visible one is ambiguous. */
  accessibleLabel?: string;
  /** What the act means. */
  text: string;
  /** The button that acts. */
  confirm: string;
  /** The message afterwards; none once the page shows something newer. */
  done: string | undefined;
  /** Whether the act is on offer. The page keeps the component when it no longer is, so that the message stays. */
  isOffered?: boolean;
}

/** An act that cannot be undone, behind a confirmation that opens without JavaScript, and the message afterwards. */
export function ConfirmedButton(props: Props) {
  const { action: serverAction, id, act, label, accessibleLabel, text, confirm, done, isOffered = true } = props;
  const [state, action, pending] = useFormAction(serverAction, idleState);
  const details = useRef<HTMLDetailsElement>(null);
  const result = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (state.status !== "done") return;
    // The pressed button is hidden or gone.
    if (details.current) details.current.open = false;
    result.current?.focus();
  }, [state]);
  return (
    <>
      {isOffered && (
        <details ref={details} className="confirmed-button" open={state.status === "refused"}>
          <summary className="button" aria-label={accessibleLabel}>
            {label}
          </summary>
          <form action={action}>
            <FormAlert>{state.status === "refused" && state.message}</FormAlert>
            <p>{text}</p>
            {id && <input type="hidden" name="id" value={id} />}
            {act && <input type="hidden" name="act" value={act} />}
            <button type="submit" className="button" aria-disabled={pending}>
              {confirm}
            </button>
          </form>
        </details>
      )}
      {state.status === "done" && done && (
        // biome-ignore lint/a11y/noAutofocus: without JavaScript the page reloads, and shows what was asked for.
        <p ref={result} tabIndex={-1} role="status" className="form-success" autoFocus>
          {done}
        </p>
      )}
    </>
  );
}
