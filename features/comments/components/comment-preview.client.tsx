"use client";

import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { Prose } from "#components/ui/prose.tsx";
import type { FormState } from "#lib/action.ts";
import { renderCompact } from "#lib/prose/render-compact.ts";
import { previewCommentAction } from "../actions.ts";
import type { CommentPreview } from "../rules.ts";

/** The name of the button that asks for a preview: without scripts, the form's own action answers it. */
const previewName = "preview";

interface PreviewState {
  /** The preview to show; undefined once the text has changed. */
  shown: CommentPreview | undefined;
  /** The refusal of the last request. */
  refused: Extract<FormState, { status: "refused" }> | undefined;
  isPending: boolean;
  clear(): void;
  /** Requests the preview if its button submitted the form; false for any other button. `readText` completes what was typed. */
  handleSubmit(event: FormEvent<HTMLFormElement>, readText?: (typed: string) => string): boolean;
}

/** The preview of a comment form. `scriptless`: the one that the page was rendered with. */
export function useCommentPreview(scriptless: CommentPreview | undefined): PreviewState {
  const [response, setResponse] = useState<FormState<CommentPreview>>();
  const [isCleared, setIsCleared] = useState(false);
  const [isPending, start] = useTransition();
  const shown = response?.status === "done" ? response.value : response || isCleared ? undefined : scriptless;
  return {
    shown,
    refused: response?.status === "refused" ? response : undefined,
    isPending,
    clear() {
      setIsCleared(true);
      if (response) setResponse({ status: "idle" });
    },
    handleSubmit(event, readText = (typed) => typed) {
      const { submitter } = event.nativeEvent as SubmitEvent;
      if (!(submitter instanceof HTMLButtonElement) || submitter.name !== previewName) return false;
      event.preventDefault();
      if (isPending) return true;
      const form = new FormData();
      form.set("body", readText(String(new FormData(event.currentTarget).get("body") ?? "")));
      start(async () => setResponse(await callAction(previewCommentAction, form)));
      return true;
    },
  };
}

/** The button that shows the preview. */
export function PreviewButton({ label, isPending, anchor }: { label: string; isPending: boolean; anchor?: string }) {
  return (
    <button
      type="submit"
      name={previewName}
      value="1"
      formAction={anchor}
      className="button"
      aria-disabled={isPending || undefined}
    >
      {label}
    </button>
  );
}

/** The comment as it would be published. */
export function CommentPreviewBox({ preview, label }: { preview: CommentPreview | undefined; label: string }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    // Without scripts the browser opens the page at it.
    if (preview) box.current?.focus();
  }, [preview]);
  if (!preview) return null;
  return (
    // biome-ignore lint/a11y/noAutofocus: the reader asked for it.
    <section ref={box} className="comment-preview" aria-label={label} tabIndex={-1} autoFocus>
      <p className="comment-preview-author">{label}</p>
      <Prose className="comment-body">{renderCompact(preview.preview)}</Prose>
    </section>
  );
}
