"use client";

import {
  type FormEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useOptimistic,
  useRef,
  useState,
  useTransition,
} from "react";
import { callAction } from "#components/ui/call-action.ts";
import { Field } from "#components/ui/field.tsx";
import { KeptTextArea } from "#components/ui/kept-text-area.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useScriptlessPlace } from "#components/ui/use-scriptless-place.ts";
import { refreshOwn } from "#features/members/components/own.client.tsx";
import { type FormState, idle } from "#lib/action.ts";
import { postComment } from "../actions.ts";
import { type Explained, Rule } from "./rule.tsx";
import { WhyRefused } from "./why-refused.tsx";

export interface CommentFormLabels {
  label: string;
  hint: string;
  submit: string;
  sending: string;
  signIn: string;
  email: string;
  password: string;
  elsewhere: string;
  /** Without JavaScript a text that one leaves is lost. */
  otherTab: string;
  posted: string;
  see: string;
  waits: string;
  /** Beside the button, for a text of an earlier visit. */
  kept: string;
  /** Below a warning, and on the button then. */
  warned: string;
  sendAnyway: string;
  /** Has the confirmation of one's address sent again. */
  confirm: string;
  /** Instead of a name, while one's own comment is on its way. */
  you: string;
  /** The answer did not come. */
  lost: string;
  /** With {name} in it. */
  replyTo: string;
  cancelReply: string;
}

interface Props {
  article: string;
  labels: CommentFormLabels;
  /** Fixed parent (the page of one comment); on the article "Répondre" chooses it. */
  parent?: { id: number; name: string };
  /** Made on the server for browsers without JavaScript: one page, one key. */
  serverKey: string;
}

type Posted = { id: number; visible: boolean; address: string; why?: { sentence: string; see: Explained } };

/**
 * The comment form: plain before and without JavaScript. With it the comment appears at once and settles; refused or lost, the text comes
 * back; the draft is kept until it is sent; "Répondre" chooses the parent.
 */
export function CommentForm({ article, labels, parent: fixed, serverKey }: Props) {
  // What came back of a form that was sent without a script; later answers are ours.
  const [scriptless, action] = useFormAction(postComment, idle);
  const [answer, setAnswer] = useState<FormState<Posted>>();
  const [pending, send] = useTransition();
  const [sending, showSending] = useOptimistic<string | undefined>(undefined);
  const [kept, showKept] = useState(false);
  const [parent, setParent] = useState(fixed);
  const [key, setKey] = useState(serverKey);
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const place = useScriptlessPlace(fixed ? "leave-comment" : "comments");
  const draft = `vigie:comment:${article}`;
  const state = answer ?? scriptless;
  const refused = state.status === "refused" ? state : undefined;
  const asksSignIn = refused?.code === "member.signIn" || refused?.code.startsWith("signIn.");

  // A key of this visit's own: two tabs of one page are two comments.
  useEffect(() => setKey(crypto.randomUUID()), []);

  // With the form's first moment, not after it: a form that is sent at once has been emptied by then.
  useLayoutEffect(() => {
    const text = draftOf(draft);
    if (!text || !area.current) return;
    if (area.current.value === "") area.current.value = text;
    // Somebody who confirmed their address, or signed in elsewhere, comes back here: the words are there and not published yet.
    showKept(area.current.value === text);
  }, [draft]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    // With what the pressed button says: a warning's is not the one that posts.
    const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    const body = String(form.get("body") ?? "");
    const posts = !form.has("acknowledged");
    if (posts && area.current) area.current.value = "";
    showKept(false);
    send(async () => {
      if (posts) showSending(body);
      const came = await answerTo(form);
      if (came.status === "done") {
        // Its button to edit it, or its place among those that wait.
        refreshOwn();
        keepDraft(draft, "");
        setKey(crypto.randomUUID());
        setParent(fixed);
      } else if (area.current && posts) {
        // Nothing is lost of what was begun meanwhile either.
        area.current.value = [body, area.current.value].filter((text) => text !== "").join("\n\n");
        keepDraft(draft, area.current.value);
        if (came.status === "refused" && came.fields.body) area.current.focus();
      }
      setAnswer(came);
    });
  };

  /** The form keeps its key, so sending it again after a lost answer makes no second comment. */
  async function answerTo(form: FormData): Promise<FormState<Posted>> {
    const came = await callAction(postComment, form);
    const isLost = came.status === "refused" && came.code === "form.lost";
    return isLost ? { ...came, message: labels.lost } : came;
  }

  useEffect(() => {
    if (fixed) return;
    const choose = (event: MouseEvent) => {
      const link =
        event.target instanceof Element ? event.target.closest<HTMLElement>("#comments a[data-reply]") : null;
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      setParent({ id: Number(link.dataset.reply), name: link.dataset.name ?? "" });
      area.current?.focus();
    };
    document.addEventListener("click", choose);
    return () => document.removeEventListener("click", choose);
  }, [fixed]);

  return (
    <form action={action} onSubmit={submit} className="form comment-form">
      <input type="hidden" name="article" value={article} />
      <input type="hidden" name="parent" value={parent?.id ?? ""} />
      <input type="hidden" name="key" value={key} />
      <input type="hidden" name="warned" value={refused?.warns ? "1" : ""} />
      {parent && !fixed && (
        <p className="comment-form-reply">
          {labels.replyTo.replace("{name}", parent.name)}{" "}
          <button type="button" className="text-button" onClick={() => setParent(undefined)}>
            {labels.cancelReply}
          </button>
        </p>
      )}
      <div className="field">
        <label htmlFor={`${id}-body`}>{labels.label}</label>
        {/* Focused at once: without JavaScript the page comes anew, and opens at the text that is to be mended. */}
        <KeptTextArea
          ref={area}
          autoFocus={refused?.fields.body !== undefined}
          id={`${id}-body`}
          name="body"
          rows={4}
          required
          defaultValue={refused?.typed.body}
          aria-describedby={`${id}-hint${refused?.fields.body ? ` ${id}-error` : ""}`}
          aria-invalid={refused?.fields.body ? true : undefined}
          onInput={(event) => keepDraft(draft, event.currentTarget.value)}
        />
        {refused?.fields.body && (
          <p id={`${id}-error`} className="field-error" role="alert">
            {refused.fields.body} {refused.warns && `${labels.warned} `}
            <Rule see={refused.see} />
          </p>
        )}
        <p id={`${id}-hint`} className="field-hint">
          {labels.hint}
        </p>
      </div>
      <WhyRefused refused={refused?.fields.body ? undefined : refused} confirm={labels.confirm} />
      {asksSignIn && (
        <fieldset className="form-sign-in">
          <Field
            name="email"
            type="email"
            label={labels.email}
            autoComplete="username"
            autoFocus={refused?.code === "member.signIn"}
            required
            refused={refused}
          />
          <Field name="password" type="password" label={labels.password} autoComplete="current-password" required />
          <p className="field-hint">
            <a href={`/login?next=${encodeURIComponent(`/articles/${article}#comments`)}`}>{labels.elsewhere}</a>
            {/* With it the draft is kept in the browser. */}
            <noscript> {labels.otherTab}</noscript>
          </p>
        </fieldset>
      )}
      <div className="form-foot">
        <button
          type="submit"
          formAction={place}
          className={refused?.asks ? "button" : "button button-strong"}
          aria-disabled={pending}
        >
          {pending ? labels.sending : asksSignIn ? labels.signIn : refused?.warns ? labels.sendAnyway : labels.submit}
        </button>
        {kept && state.status === "idle" && (
          <p role="status" className="field-hint">
            {labels.kept}
          </p>
        )}
        {state.status === "done" && !pending && (
          <p role="status" className="form-done">
            {state.value.visible ? labels.posted : labels.waits} <a href={state.value.address}>{labels.see}</a>
            {state.value.why && (
              <>
                <br />
                {state.value.why.sentence} <Rule see={state.value.why.see} />
              </>
            )}
          </p>
        )}
      </div>
      {sending !== undefined && (
        <div className="comment-sending" role="status">
          <p className="comment-sending-by">
            {labels.you} · {labels.sending}
          </p>
          <p className="comment-sending-text">{sending}</p>
        </div>
      )}
    </form>
  );
}

/** A browser that keeps nothing for us has no drafts. */
function draftOf(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keepDraft(name: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch {
    // As above.
  }
}
