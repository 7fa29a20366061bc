"use client";

import { type FormEvent, useEffect, useLayoutEffect, useRef } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { type SavedIssue, saveIssueAction } from "../actions.ts";
import { keepTouched, maxIntroductionLength, maxPreheaderLength, maxSubjectLength } from "../rules.ts";
import type { IssueFormProps, IssueFormRefusal } from "./issue-form-props.ts";
import { IssueItems } from "./issue-items.client.tsx";
import { IssueSending } from "./issue-sending.client.tsx";
import { notePlainPaste, pasteIntroduction } from "./paste-introduction.ts";
import { StoredText } from "./stored-text.client.tsx";
import { useUnsavedWarning } from "./use-unsaved-warning.ts";

/**
 * The form of an issue. Each of its buttons saves all texts first, so that no step loses what was typed; after a conflict the stored text
 * is shown beside what was typed. Works without scripts.
 */
export function IssueForm({ issue, items, query, found, recipients, zone, schedule, blocked }: IssueFormProps) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction<SavedIssue>(saveIssueAction, idleState);
  const answer = state.status === "refused" ? state : undefined;
  const isConflict = answer?.code === "issue.changed";
  const refused: IssueFormRefusal = isConflict ? { ...answer, typed: keepTouched(answer.typed) } : answer;
  // Rendered again when the stored issue changes; what was typed survives a refusal.
  const drawn = issue.version;
  const form = useRef<HTMLFormElement>(null);
  useUnsavedWarning(form);
  // The time of sending is far below the alert.
  useEffect(() => {
    if (state.status === "refused" && Object.keys(state.fields).length > 0)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state]);
  // The field in which Enter was pressed: it is rendered again.
  const sentField = useRef("");
  // If the pressed button is gone with the result, the focus would move to the top of the page.
  const firstState = useRef(state);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list may be rendered again after the result.
  useLayoutEffect(() => {
    if (state === firstState.current || state.status !== "done") return;
    const { activeElement, body } = document;
    if (activeElement === null || activeElement === body)
      form.current?.querySelector<HTMLElement>(sentField.current || focusTarget(state.value))?.focus();
  }, [state, drawn]);
  /** Ignores a second step sent at once: it would refer to the version before the first one, and be refused. */
  const oneAtATime = (event: FormEvent) => {
    if (pending) event.preventDefault();
    const { activeElement } = document;
    sentField.current = activeElement instanceof HTMLInputElement ? `input[name="${activeElement.name}"]` : "";
  };
  // A result appears beside the button that was pressed: the list of articles is between the two groups of buttons.
  const done = state.status === "done" && !pending && doneMessage(state.value);
  const isAboutSending = state.status === "done" && state.value.act !== "save" && state.value.act !== "step";
  const stored = (name: "subject" | "preheader" | "introduction") =>
    isConflict && <StoredText typed={refused?.typed[name]} stored={issue[name]} />;
  return (
    <form ref={form} action={action} onSubmit={oneAtATime} className="admin-form issue-form" noValidate>
      <input type="hidden" name="id" value={issue.id} />
      <input type="hidden" name="version" value={issue.version} />
      <input type="hidden" name="searched" value={query} />
      {(["subject", "preheader", "introduction"] as const).map((name) => (
        <input key={name} type="hidden" name={`base-${name}`} value={issue[name]} />
      ))}
      <input type="hidden" name="base-publishAt" value={schedule?.local ?? ""} />
      <FormAlert answer={state}>{refused?.message}</FormAlert>
      <section className="issue-part" aria-labelledby="issue-texts">
        <h2 id="issue-texts">{t("issues.form.texts")}</h2>
        <Field
          refused={refused}
          name="subject"
          label={t("issues.form.subject")}
          hint={t.typeset("issues.form.subjectHint")}
          maxLength={maxSubjectLength}
          autoComplete="off"
          key={`subject ${drawn}`}
          defaultValue={issue.subject}
        />
        {stored("subject")}
        <Field
          refused={refused}
          name="preheader"
          label={t("issues.form.preheader")}
          hint={t.typeset("issues.form.preheaderHint")}
          maxLength={maxPreheaderLength}
          autoComplete="off"
          key={`preheader ${drawn}`}
          defaultValue={issue.preheader}
        />
        {stored("preheader")}
        <TextArea
          refused={refused}
          name="introduction"
          label={t("issues.form.introduction")}
          hint={t.typeset("issues.form.introductionHint")}
          rows={6}
          maxLength={maxIntroductionLength}
          onKeyDown={notePlainPaste}
          onPaste={pasteIntroduction}
          key={`introduction ${drawn}`}
          defaultValue={issue.introduction}
        />
        {stored("introduction")}
        <div className="admin-form-actions">
          <button type="submit" name="act" value="save" className="button button-strong" aria-disabled={pending}>
            {t("issues.form.save")}
          </button>
          <button type="submit" name="act" value="preview" className="button" aria-disabled={pending}>
            {t("issues.form.preview")}
          </button>
          <FormSuccess>{!isAboutSending && done}</FormSuccess>
        </div>
      </section>
      <IssueItems
        items={items}
        drawn={drawn}
        refused={refused}
        isConflict={isConflict}
        pending={pending}
        query={query}
        found={found}
        done={state.status === "done" && state.value.act === "step" ? state.value.detail : undefined}
      />
      <IssueSending
        recipients={recipients}
        zone={zone}
        schedule={schedule}
        blocked={blocked}
        refused={refused}
        pending={pending}
        done={isAboutSending && done}
        confirming={state.status === "done" && state.value.act === "confirm"}
      />
    </form>
  );

  function doneMessage({ act, detail = "" }: SavedIssue): string | false {
    // A move is announced in the list.
    if (act === "confirm" || (act === "step" && /^(?:first|up|down):/.test(detail))) return false;
    if (act === "test") return t("issues.done.test", { address: detail });
    if (act === "schedule") return t.typeset("issues.done.schedule", { when: detail });
    return t.typeset(`issues.done.${act}`);
  }
}

/** Where the focus goes if the pressed button is gone: editors often add several articles in a row. */
function focusTarget({ act, detail }: SavedIssue): string {
  if (act === "confirm") return ".issue-confirmation";
  if (act === "step") return detail?.startsWith("add:") ? 'input[name="find"]' : "#issue-articles";
  return "#issue-sending";
}
