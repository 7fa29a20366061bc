"use client";

import {
  type FormEvent,
  type KeyboardEvent,
  useEffect,
  useId,
  useOptimistic,
  useRef,
  useState,
  useTransition,
} from "react";
import { callAction } from "#components/ui/call-action.ts";
import { HydrationSafeTextArea } from "#components/ui/hydration-safe-text-area.client.tsx";
import { useFocusOnResult } from "#components/ui/use-focus-on-result.ts";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useNoScriptAnchor } from "#components/ui/use-no-script-anchor.ts";
import { discussionPath } from "#features/articles/rules.ts";
import { refreshViewer } from "#features/auth/components/use-viewer.client.tsx";
import { type FormState, idleState, isUnansweredCall } from "#lib/action.ts";
import { postCommentAction } from "../actions.ts";
import { withQuotation } from "../drafts/quotation.ts";
import { useDraft } from "../drafts/use-draft.ts";
import { type CommentPreview, isCommentPreview, replyPath, scriptlessKey } from "../rules.ts";
import { useCommentForms } from "./comment-forms.client.tsx";
import { CommentPreviewBox, PreviewButton, useCommentPreview } from "./comment-preview.client.tsx";
import { CommentRefusal } from "./comment-refusal.tsx";
import { CommentSignIn } from "./comment-sign-in.tsx";
import { FormattingHelp, formatOnKey } from "./formatting-help.client.tsx";
import { type PostResult, PostResultNote } from "./post-result-note.tsx";
import { ReplyBox } from "./reply-box.tsx";
import { RuleLink } from "./rule-link.tsx";

interface Props {
  /** The comment to reply to. `isClosed`: it no longer accepts replies, and the draft becomes a new thread. */
  parent?: { id: number; name: string; isClosed?: boolean };
  quote?: string;
  /** The reader has just opened the form. */
  focus?: boolean;
  /** The link of the cancel button on the reply page. */
  cancel?: string;
  onCancel?: () => void;
  /** Called instead of showing the result here. */
  onPosted?: (posted: PostResult) => void;
}

/**
 * The comment form. Works without JavaScript. With it, the comment appears at once as pending; if it is refused or the response is lost,
 * the text comes back. The browser stores the draft until it is sent.
 */
export function CommentForm({ parent, quote = "", focus, cancel, onCancel, onPosted }: Props) {
  const { article, labels, add } = useCommentForms();
  // The response to a form sent without JavaScript; later responses are handled here.
  const [scriptless, action] = useFormAction(postCommentAction, idleState);
  const [answer, setAnswer] = useState<FormState<PostResult | CommentPreview>>();
  const [pending, startSending] = useTransition();
  // True while the field is empty because its text was sent: the browser must not then ask for a text after a second click.
  const [isEmptied, setIsEmptied] = useState(false);
  const [isUsed, setIsUsed] = useState(false);
  // The text was changed after the last answer: a warning about it no longer counts.
  const [isChanged, setIsChanged] = useState(false);
  const [sending, showSending] = useOptimistic<string | undefined>(undefined);
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const scriptlessPlace = useNoScriptAnchor(parent ? "leave-comment" : "comments");
  const target = { article, parent: parent?.id ?? 0, name: parent?.name ?? "", quote, serverKey: scriptlessKey };
  const draft = useDraft(target, area);
  const state = answer ?? scriptless;
  const scriptlessValue = scriptless.status === "done" ? scriptless.value : undefined;
  const preview = useCommentPreview(isCommentPreview(scriptlessValue) ? scriptlessValue : undefined);
  const refused = preview.refused ?? (state.status === "refused" ? state : undefined);
  const posted = state.status === "done" && !isCommentPreview(state.value) ? state.value : undefined;
  const result = useFocusOnResult<HTMLParagraphElement>(posted && !pending ? posted : undefined);
  const isWarned = refused?.isWarning && !isChanged;
  const asksSignIn = refused?.code === "member.signIn" || refused?.code.startsWith("signIn.");
  // A draft that became a thread stays one, whatever later refusals say.
  const isThread =
    !parent || parent.isClosed || refused?.code === "comment.parentGone" || (refused && refused.typed.parent === "");

  // The focus that loaded the scripts came before they could listen.
  useEffect(() => setIsUsed((used) => used || area.current === document.activeElement), []);

  useEffect(() => {
    if (!focus || !area.current) return;
    area.current.focus();
    area.current.setSelectionRange(area.current.value.length, area.current.value.length);
  }, [focus]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    if (preview.handleSubmit(event, (typed) => withQuotation(draft.quote, typed))) return;
    event.preventDefault();
    preview.clear();
    if (pending || (isEmptied && area.current?.value === "")) return;
    // Includes the value of the pressed button: a warning's acknowledge button does not post.
    const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    const body = String(form.get("body") ?? "");
    const isPosting = !form.has("acknowledged");
    form.set("body", withQuotation(draft.quote, body));
    if (isPosting && area.current) area.current.value = "";
    setIsEmptied(isPosting);
    draft.send(isPosting);
    startSending(async () => {
      if (isPosting) showSending(body);
      const response = await answerTo(form);
      draft.send(false);
      if (response.status === "done") {
        // Loads its edit button, or adds it to the pending comments.
        refreshViewer();
        draft.end();
        if (isCommentPreview(response.value)) return;
        if (response.value.comment) add(response.value.comment);
        onPosted?.(response.value);
      } else if (area.current && isPosting) {
        // Keeps what was typed in the meantime too.
        area.current.value = [body, area.current.value].filter((text) => text !== "").join("\n\n");
        setIsEmptied(false);
        if (!isUnansweredCall(response)) draft.refuse();
        draft.keep(area.current.value);
        if (response.status === "refused" && response.code === "comment.sentBefore") draft.renewKey();
        if (response.status === "refused" && response.fields.body) area.current.focus();
      }
      setIsChanged(false);
      setAnswer(response);
    });
  };

  /** The form keeps its key, so sending it again after a lost response makes no second comment. */
  async function answerTo(form: FormData): Promise<FormState<PostResult | CommentPreview>> {
    const response = await callAction(postCommentAction, form);
    const isLost = response.status === "refused" && response.code === "form.lost";
    return isLost ? { ...response, message: labels.lost } : response;
  }

  const close = () => {
    draft.close();
    onCancel?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && onCancel && area.current?.value === "" && !pending) close();
  };
  const back = parent ? replyPath(parent.id) : `${discussionPath(article)}#comments`;
  const submitWords = asksSignIn
    ? labels.signIn
    : isWarned
      ? labels.sendConfirmed
      : !isThread
        ? labels.submitReply
        : parent
          ? labels.asThread
          : labels.submit;

  const isReply = parent !== undefined && !parent.isClosed;
  const body = (
    <div className="field">
      <label htmlFor={`${id}-body`} className="sr-only">
        {parent ? labels.replyLabel : labels.label}
      </label>
      {/* Focused at once: without JavaScript the page reloads and scrolls to the text to correct. */}
      <HydrationSafeTextArea
        ref={area}
        autoFocus={refused?.fields.body !== undefined}
        id={`${id}-body`}
        name="body"
        rows={4}
        placeholder={parent ? labels.replyLabel : labels.placeholder}
        required={!isEmptied}
        // The stored draft restores the field, without the quotation.
        defaultValue={answer ? undefined : (preview.shown?.text ?? refused?.typed.body)}
        aria-describedby={`${id}-hint${refused?.fields.body ? ` ${id}-error` : ""}`}
        aria-invalid={refused?.fields.body ? true : undefined}
        onKeyDown={formatOnKey}
        onInput={(event) => {
          setIsEmptied(false);
          setIsChanged(true);
          preview.clear();
          draft.keep(event.currentTarget.value);
        }}
      />
    </div>
  );

  return (
    <form
      action={action}
      onSubmit={submit}
      onKeyDown={onKeyDown}
      onFocus={() => setIsUsed(true)}
      className="form comment-form"
      // Until it is used, the form of a new thread is one line: see comment-form.css.
      data-line={(!parent && !isUsed && !refused && state.status !== "done") || undefined}
    >
      <input type="hidden" name="article" value={article} />
      <input type="hidden" name="parent" value={isThread ? "" : parent?.id} />
      <input type="hidden" name="key" value={draft.key} />
      <input type="hidden" name="warned" value={isWarned ? "1" : ""} />
      {parent ? (
        <ReplyBox
          name={isReply ? parent.name : undefined}
          quote={draft.quote}
          onRemoveQuote={() => {
            draft.setQuote("");
            area.current?.focus();
          }}
          cancel={onCancel ? close : cancel}
          labels={labels}
        >
          {body}
        </ReplyBox>
      ) : (
        body
      )}
      <div className="comment-form-foot form">
        <FormattingHelp area={area} labels={labels.formatting} />
        {refused?.fields.body && (
          <p id={`${id}-error`} className="field-error" role="alert">
            {refused.fields.body} {refused.isWarning && `${labels.warned} `}
            <RuleLink see={refused.helpLink} />
          </p>
        )}
        <CommentRefusal refused={refused?.fields.body ? undefined : refused} confirm={labels.confirm} />
        {asksSignIn && <CommentSignIn back={back} refused={refused} labels={labels} />}
        <div className="form-actions">
          <p id={`${id}-hint`} className="field-hint">
            {onCancel ? labels.hintReply : labels.hint}
          </p>
          <button
            type="submit"
            formAction={scriptlessPlace}
            className={refused?.confirmation ? "button" : "button button-strong"}
            aria-disabled={pending}
          >
            {pending ? labels.sending : submitWords}
          </button>
          <PreviewButton label={labels.preview} isPending={preview.isPending} anchor={scriptlessPlace} />
          {draft.isRestored && state.status === "idle" && !pending && (
            <p role="status" className="field-hint">
              {draft.isKeySent ? labels.restoredAfterSending : labels.restored}
            </p>
          )}
          {posted && !pending && <PostResultNote ref={result} posted={posted} labels={labels} />}
        </div>
        <CommentPreviewBox preview={preview.shown} label={labels.preview} />
        {sending !== undefined && (
          <div className="comment-preview" role="status">
            <p className="comment-preview-author">
              {labels.you} · {labels.sending}
            </p>
            <p className="comment-preview-text">{sending}</p>
          </div>
        )}
      </div>
    </form>
  );
}
