"use client";

import { useRef } from "react";
import { HydrationSafeTextArea } from "#components/ui/hydration-safe-text-area.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { editCommentAction } from "../actions.ts";
import { CommentPreviewBox, PreviewButton, useCommentPreview } from "./comment-preview.client.tsx";
import { CommentRefusal } from "./comment-refusal.tsx";
import { FormattingHelp, type FormattingLabels, formatOnKey } from "./formatting-help.client.tsx";

/** Edits the comment within the time limit. */
export function EditComment({
  comment,
  text,
  labels,
}: {
  comment: number;
  text: string;
  labels: {
    edit: string;
    save: string;
    preview: string;
    warned: string;
    sendConfirmed: string;
    formatting: FormattingLabels;
  };
}) {
  const [state, action, pending] = useFormAction(editCommentAction, idleState);
  const preview = useCommentPreview(state.status === "done" ? state.value : undefined);
  const refused = preview.refused ?? (state.status === "refused" ? state : undefined);
  const area = useRef<HTMLTextAreaElement>(null);
  return (
    <form action={action} onSubmit={(event) => preview.handleSubmit(event)} className="form">
      <input type="hidden" name="comment" value={comment} />
      <div className="field">
        <label htmlFor="edit-body">{labels.edit}</label>
        <HydrationSafeTextArea
          ref={area}
          id="edit-body"
          name="body"
          rows={6}
          required
          defaultValue={preview.shown?.text ?? refused?.typed.body ?? text}
          onKeyDown={formatOnKey}
          onInput={preview.clear}
        />
        <FormattingHelp area={area} labels={labels.formatting} />
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
        <PreviewButton label={labels.preview} isPending={preview.isPending} />
      </div>
      <CommentPreviewBox preview={preview.shown} label={labels.preview} />
    </form>
  );
}
