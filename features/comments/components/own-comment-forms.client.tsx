"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { KeptTextArea } from "#components/ui/kept-text-area.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idle } from "#lib/action.ts";
import { deleteOwnComment, editOwnComment } from "../actions.ts";
import { WhyRefused } from "./why-refused.tsx";

/** Changes the text within the time that is left. */
export function EditComment({
  comment,
  text,
  labels,
}: {
  comment: number;
  text: string;
  labels: { edit: string; save: string; warned: string; sendAnyway: string };
}) {
  const [state, action, pending] = useFormAction(editOwnComment, idle);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form">
      <input type="hidden" name="comment" value={comment} />
      <div className="field">
        <label htmlFor="edit-body">{labels.edit}</label>
        <KeptTextArea id="edit-body" name="body" rows={6} required defaultValue={refused?.typed.body ?? text} />
      </div>
      <input type="hidden" name="warned" value={refused?.warns ? "1" : ""} />
      <WhyRefused
        refused={
          refused && {
            ...refused,
            message: `${refused.fields.body ?? refused.message}${refused.warns ? ` ${labels.warned}` : ""}`,
          }
        }
      />
      <div className="form-foot">
        <button type="submit" className="button" aria-disabled={pending}>
          {refused?.warns ? labels.sendAnyway : labels.save}
        </button>
      </div>
    </form>
  );
}

/** Deletes at once: what it does stands beside the button. */
export function DeleteComment({ comment, labels }: { comment: number; labels: { delete: string; hint: string } }) {
  const [state, action, pending] = useFormAction(deleteOwnComment, idle);
  return (
    <form action={action} className="form">
      <input type="hidden" name="comment" value={comment} />
      <p className="field-hint">{labels.hint}</p>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <div className="form-foot">
        <button type="submit" className="button" aria-disabled={pending}>
          {labels.delete}
        </button>
      </div>
    </form>
  );
}
