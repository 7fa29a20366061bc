"use client";

import { useActionState, useEffect, useId, useRef, useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { idle } from "#lib/action.ts";
import { postComment } from "../actions.ts";

export interface CommentFormLabels {
  label: string;
  hint: string;
  submit: string;
  sending: string;
  signIn: string;
  email: string;
  password: string;
  elsewhere: string;
  posted: string;
  see: string;
  waits: string;
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

/** The comment form: plain before and without JavaScript; with it the draft is kept, "Répondre" chooses the parent, and nothing is lost. */
export function CommentForm({ article, labels, parent: fixed, serverKey }: Props) {
  const [state, action, pending] = useActionState(postComment, idle);
  const [parent, setParent] = useState(fixed);
  const [key, setKey] = useState(serverKey);
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const draft = `vigie:comment:${article}`;
  const refused = state.status === "refused" ? state : undefined;
  const asksSignIn = refused?.code === "member.signIn" || refused?.code.startsWith("signIn.");

  // A key of this visit's own: two tabs of one page are two comments.
  useEffect(() => setKey(crypto.randomUUID()), []);

  useEffect(() => {
    const kept = localStorage.getItem(draft);
    if (kept && area.current && area.current.value === "") area.current.value = kept;
  }, [draft]);

  useEffect(() => {
    if (state.status !== "done") return;
    localStorage.removeItem(draft);
    if (area.current) area.current.value = "";
    setKey(crypto.randomUUID());
    setParent(fixed);
  }, [state, draft, fixed]);

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
    <form action={action} className="form comment-form">
      <input type="hidden" name="article" value={article} />
      <input type="hidden" name="parent" value={parent?.id ?? ""} />
      <input type="hidden" name="key" value={key} />
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
        <textarea
          ref={area}
          id={`${id}-body`}
          name="body"
          rows={4}
          required
          defaultValue={refused?.typed.body}
          aria-describedby={`${id}-hint${refused?.fields.body ? ` ${id}-error` : ""}`}
          aria-invalid={refused?.fields.body ? true : undefined}
          onInput={(event) => localStorage.setItem(draft, event.currentTarget.value)}
        />
        {refused?.fields.body && (
          <p id={`${id}-error`} className="field-error" role="alert">
            {refused.fields.body}
          </p>
        )}
        <p id={`${id}-hint`} className="field-hint">
          {labels.hint}
        </p>
      </div>
      <FormAlert>{refused && !refused.fields.body && refused.message}</FormAlert>
      {asksSignIn && (
        <fieldset className="form-sign-in">
          <Field name="email" type="email" label={labels.email} autoComplete="username" required refused={refused} />
          <Field name="password" type="password" label={labels.password} autoComplete="current-password" required />
          <p className="field-hint">
            <a href={`/login?next=${encodeURIComponent(`/articles/${article}#comments`)}`}>{labels.elsewhere}</a>
          </p>
        </fieldset>
      )}
      <div className="form-foot">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {pending ? labels.sending : asksSignIn ? labels.signIn : labels.submit}
        </button>
        {state.status === "done" && !pending && (
          <p role="status" className="form-done">
            {state.value.visible ? labels.posted : labels.waits} <a href={state.value.address}>{labels.see}</a>
          </p>
        )}
      </div>
    </form>
  );
}
