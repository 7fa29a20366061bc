"use client";

import { type FormEvent, useActionState, useEffect, useRef } from "react";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { FormDone } from "#components/ui/form-done.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { idle } from "#lib/action.ts";
import { changeArticles } from "../list/actions.ts";
import type { Choice } from "../list/queries.ts";
import { longestNote } from "../rules.ts";

interface Props {
  id: string;
  categories: Choice[];
  statuses: { value: string; label: string }[];
  labels: Record<
    | "legend"
    | "markAll"
    | "status"
    | "toStatus"
    | "withdrawNote"
    | "withdrawNoteHint"
    | "category"
    | "toCategory"
    | "tag"
    | "toTag"
    | "choose"
    | "refusedOnes",
    string
  >;
}

/** What to do to the marked articles: each field with its own button, so that it works without a script. */
export function BulkForm({ id, categories, statuses, labels }: Props) {
  const [state, action, pending] = useActionState(changeArticles, idle);
  const refused = state.status === "refused" ? state : undefined;
  const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`input[name="articles"][form="${id}"]`)];
  const sent = useRef<FormData>(null);
  const keep = (event: FormEvent<HTMLFormElement>) => {
    sent.current = new FormData(event.currentTarget);
  };
  // React empties the form after its action, the marks in the list included: after a refusal all of it comes back.
  useEffect(() => {
    const form = document.getElementById(id);
    if (state.status === "refused" && sent.current && form instanceof HTMLFormElement) fillIn(form, sent.current);
  }, [state, id]);
  const error = (name: string) =>
    refused?.fields[name] && (
      <span className="field-error" id={`${id}-${name}`}>
        {refused.fields[name]}
      </span>
    );
  return (
    <form id={id} action={action} onSubmit={keep} className="desk-bulk" noValidate>
      <details open={state.status !== "idle"}>
        <summary>{labels.legend}</summary>
        <div className="desk-bulk-fields">
          <button
            type="button"
            className="text-button needs-script"
            onClick={() => {
              const all = boxes();
              const mark = all.some((box) => !box.checked);
              for (const box of all) box.checked = mark;
            }}
          >
            {labels.markAll}
          </button>
          <div>
            <label htmlFor={`${id}-to-status`}>{labels.status}</label>
            <select name="status" id={`${id}-to-status`} defaultValue={refused?.typed.status ?? "draft"}>
              {statuses.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
            <div className="desk-bulk-note">
              <TextArea
                name="withdrawNote"
                id={`${id}-note`}
                label={labels.withdrawNote}
                hint={labels.withdrawNoteHint}
                rows={3}
                maxLength={longestNote}
                refused={refused}
              />
            </div>
            <button type="submit" className="button" name="act" value="status" aria-disabled={pending}>
              {labels.toStatus}
            </button>
            {error("status")}
          </div>
          <div>
            <label htmlFor={`${id}-to-category`}>{labels.category}</label>
            <select name="category" id={`${id}-to-category`} defaultValue={refused?.typed.category ?? ""}>
              <option value="">{labels.choose}</option>
              {categories.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
            <button type="submit" className="button" name="act" value="category" aria-disabled={pending}>
              {labels.toCategory}
            </button>
            {error("category")}
          </div>
          <div>
            <label htmlFor={`${id}-to-tag`}>{labels.tag}</label>
            <input
              type="text"
              name="tag"
              id={`${id}-to-tag`}
              defaultValue={refused?.typed.tag}
              maxLength={80}
              autoComplete="off"
            />
            <button type="submit" className="button" name="act" value="tag" aria-disabled={pending}>
              {labels.toTag}
            </button>
            {error("tag")}
          </div>
        </div>
      </details>
      <FormAlert>{refused && (refused.fields.articles ?? refused.message)}</FormAlert>
      {state.status === "done" && (
        <FormDone>
          {state.value.sentence}
          {state.value.refused.length > 0 && (
            <>
              {" "}
              {labels.refusedOnes}
              <ul>
                {state.value.refused.map((one) => (
                  <li key={one.id}>
                    <a href={`/admin/articles/${one.id}`}>{one.title}</a> : {one.why}
                  </li>
                ))}
              </ul>
            </>
          )}
        </FormDone>
      )}
    </form>
  );
}

/** Marks, choices and words as they were sent. */
function fillIn(form: HTMLFormElement, sent: FormData): void {
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && control.type === "checkbox")
      control.checked = sent.getAll(control.name).includes(control.value);
    else if (control instanceof HTMLSelectElement || (control instanceof HTMLInputElement && control.type === "text"))
      control.value = String(sent.get(control.name) ?? "");
  }
}
