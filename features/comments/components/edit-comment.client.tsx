"use client";

import { HydrationSafeTextArea } from "#components/ui/hydration-safe-text-area.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { editCommentAction } from "../actions.ts";
import { CommentRefusal } from "./comment-refusal.tsx";

/** Edits the comment within the time limit. */
export function EditComment({
  comment,
  text,
  labels,
}: {
  comment: number;
  text: string;
  labels: { edit: string; save: string; warned: string; sendConfirmed: string };
}) {
  const [state, action, pending] = useFormAction(editCommentAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form">
      <input type="hidden" name="comment" value={comment} />
      <div className="field">
        <label htmlFor="edit-body">{labels.edit}</label>
        <HydrationSafeTextArea
          id="edit-body"
          name="body"
          rows={6}
          required
          defaultValue={refused?.typed.body ?? text}
        />
      </div>
      <input type="hidden" name="warned" value={refused?.isWarning ? "1" : ""} />
      <CommentRefusal
        refused={
          refused && {
            ...refused,
            message: `${refused.fields.body ?? refused.message}${refused.isWarning ? ` ${labels.warned}` : ""}`,
          }
        }
      />
      <div className="form-actions">
        <button type="submit" className="button" aria-disabled={pending}>
          {refused?.isWarning ? labels.sendConfirmed : labels.save}
        </button>
      </div>
    </form>
  );
}
