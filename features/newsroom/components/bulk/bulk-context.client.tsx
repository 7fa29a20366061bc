"use client";

import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useRef } from "react";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { bulkChangeArticles } from "#features/newsroom/list/actions.ts";
import { type FormState, idleState } from "#lib/action.ts";

type State = Awaited<ReturnType<typeof bulkChangeArticles>>;

/** The results for the selected articles. */
export type BulkResult = Extract<State, { status: "done" }>["value"];

interface BulkActions {
  id: string;
  state: FormState<BulkResult>;
  action: (form: FormData) => void;
  pending: boolean;
  /** A form's `onSubmit`: keeps what is sent, to restore it after a refusal. */
  keep: (event: FormEvent<HTMLFormElement>) => void;
}

const BulkContext = createContext<BulkActions | null>(null);

/**
 * Surrounds the list and the form that acts on its selection: both show the result, with and without scripts. `id` is
 * the form's.
 */
export function BulkActionsProvider({ id, children }: { id: string; children: ReactNode }) {
  const [state, action, pending] = useFormAction(bulkChangeArticles, idleState);
  const sent = useRef<FormData>(null);
  const keep = (event: FormEvent<HTMLFormElement>) => {
    sent.current = new FormData(event.currentTarget);
  };
  // React resets a form after its action, including the checkboxes in the list; a refusal restores them.
  useEffect(() => {
    const form = document.getElementById(id);
    if (state.status === "refused" && sent.current && form instanceof HTMLFormElement)
      restoreFields(form, sent.current);
  }, [state, id]);
  return <BulkContext value={{ id, state, action, pending, keep }}>{children}</BulkContext>;
}

export function useBulkActions(): BulkActions {
  const bulk = useContext(BulkContext);
  if (!bulk) throw new Error("stands outside of a BulkForm");
  return bulk;
}

/** The checkbox of an article in the list; checked again after a refusal. */
export function SelectArticle({ article, label }: { article: number; label: string }) {
  const { id, state } = useBulkActions();
  const name = `article${article}`;
  const marked = state.status === "refused" && state.typed[name] !== undefined;
  return (
    <label className="admin-select">
      <input type="checkbox" name={name} value="1" form={id} aria-label={label} defaultChecked={marked} />
    </label>
  );
}

/** Restores checkboxes, choices and texts as they were sent. */
function restoreFields(form: HTMLFormElement, sent: FormData): void {
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = sent.has(control.name);
    else if (control instanceof HTMLSelectElement || (control instanceof HTMLInputElement && control.type === "text"))
      control.value = String(sent.get(control.name) ?? control.value);
  }
}
