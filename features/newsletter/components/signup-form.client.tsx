"use client";

import { type ReactNode, useId } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useNoScriptAnchor } from "#components/ui/use-no-script-anchor.ts";
import { useScrollToAnswer } from "#components/ui/use-scroll-to-answer.ts";
import { idleState } from "#lib/action.ts";
import { signUpAction } from "../signup/actions.ts";

interface Props {
  /** The path of the page, which is stored with the consent. */
  page: string;
  /** The version of the sentence of consent, which is among the children. */
  consent: string;
  topics: { id: number; name: string; description?: string }[];
  labels: Record<
    | "email"
    | "placeholder"
    | "topics"
    | "rhythm"
    | "monthly"
    | "weekly"
    | "alerts"
    | "alertsHint"
    | "submit"
    | "sent"
    | "sentTo"
    | "correct"
    | "trap",
    string
  >;
  /** On the page of its own: with the descriptions, the rhythm in view, and the button below all of them. */
  full?: boolean;
  /** The member's own address, in the account. */
  address?: string;
  children: ReactNode;
}

const anchor = "newsletter";

/** The sign-up form. It is the same for everyone, and works without JavaScript. */
export function SignupForm({ page, consent, topics, labels, full, address, children }: Props) {
  const [state, action, pending] = useFormAction(signUpAction, idleState);
  const place = useNoScriptAnchor(anchor);
  const id = useId();
  const refused = state.status === "refused" ? state : undefined;
  const sent = state.status === "done" ? state.value : undefined;
  const result = useScrollToAnswer<HTMLDivElement>(sent !== undefined, state);
  // React resets a form that was accepted: what was sent stays, so that its address can be corrected.
  const typed: Record<string, string> | undefined = refused?.typed ?? sent;
  // Checkboxes of one name come back as one text, a value per line.
  const chosen = typed ? (typed.topics ?? "").split("\n") : topics.slice(0, 1).map((topic) => String(topic.id));
  const options = (
    <>
      <fieldset className="signup-rhythm">
        <legend>{labels.rhythm}</legend>
        {(["monthly", "weekly"] as const).map((rhythm) => (
          <label key={rhythm}>
            <input type="radio" name="rhythm" value={rhythm} defaultChecked={(typed?.rhythm ?? "monthly") === rhythm} />
            {labels[rhythm]}
          </label>
        ))}
      </fieldset>
      <label className="signup-alerts">
        <input
          type="checkbox"
          name="alerts"
          value="1"
          defaultChecked={typed?.alerts === "1"}
          aria-describedby={`${id}-alerts`}
        />
        {labels.alerts}
      </label>
      <p id={`${id}-alerts`} className="field-hint">
        {labels.alertsHint}
      </p>
    </>
  );
  const submit = (
    <button type="submit" formAction={place} className="button button-strong" aria-disabled={pending}>
      {labels.submit}
    </button>
  );
  return (
    <form action={action} className="form signup-form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      {sent && (
        <div ref={result} role="status" className="signup-sent">
          <p>{labels.sent}</p>
          <p>
            {labels.sentTo} <strong>{sent.email}</strong>. {labels.correct}
          </p>
        </div>
      )}
      <input type="hidden" name="page" value={page} />
      <input type="hidden" name="consent" value={consent} />
      <div className="signup-address">
        <Field
          id={`${id}-email`}
          name="email"
          type="email"
          label={labels.email}
          autoComplete="email"
          placeholder={full ? undefined : labels.placeholder}
          required
          defaultValue={sent?.email ?? address}
          refused={refused}
        />
        {!full && submit}
      </div>
      <fieldset className={full ? "signup-topics signup-list" : "signup-topics"} aria-describedby={`${id}-topics`}>
        <legend>{labels.topics}</legend>
        {topics.map((topic) => (
          <label key={topic.id}>
            <input type="checkbox" name="topics" value={topic.id} defaultChecked={chosen.includes(String(topic.id))} />
            <span>
              {topic.name}
              {full && topic.description && <small>{topic.description}</small>}
            </span>
          </label>
        ))}
        <p id={`${id}-topics`} className="field-error">
          {refused?.fields.topics}
        </p>
      </fieldset>
      {full ? (
        options
      ) : (
        <details className="signup-options" open={typed?.rhythm === "weekly" || typed?.alerts === "1"}>
          <summary>{labels.rhythm}</summary>
          {options}
        </details>
      )}
      {/* A honeypot: only a program that fills in every field fills in this one. */}
      <div className="hidden">
        <label>
          {labels.trap}
          <input name="website" tabIndex={-1} autoComplete="off" />
        </label>
      </div>
      {children}
      {full && <div className="form-actions">{submit}</div>}
    </form>
  );
}
