"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFocusOnResult } from "#components/ui/use-focus-on-result.ts";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { followInListAction, setMailedAction } from "../actions.ts";

interface Props {
  /** As in `tag-12`. */
  subject: string;
  mailed: boolean;
  labels: Record<
    | "unfollow"
    | "unfollowName"
    | "unfollowed"
    | "undo"
    | "undoName"
    | "mailOn"
    | "mailOnName"
    | "mailOff"
    | "mailOffName",
    string
  >;
}

/** The buttons of one followed subject: its mails on or off, and to unfollow it, which can be undone. */
export function FollowEntry({ subject, mailed, labels }: Props) {
  const [state, action, pending] = useFormAction(followInListAction, idleState);
  const [mailState, mailAction, mailPending] = useFormAction(setMailedAction, idleState);
  const isGone = state.status === "done" && !state.value.following;
  const isMailed = mailState.status === "done" ? mailState.value.mailed : mailed;
  const result = useFocusOnResult<HTMLParagraphElement>(isGone ? state : undefined);
  const button = (does: "unfollow" | "undo" | "mailOn" | "mailOff", isPending: boolean) => (
    <>
      <input type="hidden" name="subject" value={subject} />
      <button type="submit" className="button" aria-label={labels[`${does}Name`]} aria-disabled={isPending}>
        {labels[does]}
      </button>
    </>
  );
  return (
    <div className="follow-actions">
      {!isGone && (
        <form action={mailAction}>
          <input type="hidden" name="mailed" value={isMailed ? "off" : "on"} />
          {button(isMailed ? "mailOff" : "mailOn", mailPending)}
        </form>
      )}
      <form action={action}>
        <input type="hidden" name="does" value={isGone ? "follow" : "unfollow"} />
        {button(isGone ? "undo" : "unfollow", pending)}
      </form>
      {isGone && (
        <p ref={result} role="status" tabIndex={-1} className="follow-status">
          {labels.unfollowed}
        </p>
      )}
      <FormAlert>{state.status === "refused" && (state.fields.subject ?? state.message)}</FormAlert>
      <FormAlert>{mailState.status === "refused" && (mailState.fields.subject ?? mailState.message)}</FormAlert>
    </div>
  );
}
