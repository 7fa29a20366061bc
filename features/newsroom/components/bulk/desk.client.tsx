"use client";

import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useRef } from "react";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { changeArticles } from "#features/newsroom/list/actions.ts";
import { type FormState, idle } from "#lib/action.ts";

type State = Awaited<ReturnType<typeof changeArticles>>;

/** What came of the articles that were marked. */
export type BulkReport = Extract<State, { status: "done" }>["value"];

interface Bulk {
  id: string;
  state: FormState<BulkReport>;
  action: (form: FormData) => void;
  pending: boolean;
  /** A form's `onSubmit`: what is sent comes back after a refusal. */
  keep: (event: FormEvent<HTMLFormElement>) => void;
}

const Shared = createContext<Bulk | null>(null);

/** Around the list and the form that acts on what is marked in it: both know what came of it, with and without scripts. `id` is the form's. */
export function BulkDesk({ id, children }: { id: string; children: ReactNode }) {
  const [state, action, pending] = useFormAction(changeArticles, idle);
  const sent = useRef<FormData>(null);
  const keep = (event: FormEvent<HTMLFormElement>) => {
    sent.current = new FormData(event.currentTarget);
  };
  // React empties a form after its action, the marks in the list included: after a refusal all of it comes back.
  useEffect(() => {
    const form = document.getElementById(id);
    if (state.status === "refused" && sent.current && form instanceof HTMLFormElement) fillIn(form, sent.current);
  }, [state, id]);
  return <Shared value={{ id, state, action, pending, keep }}>{children}</Shared>;
}

export function useBulk(): Bulk {
  const bulk = useContext(Shared);
  if (!bulk) throw new Error("stands outside of a BulkDesk");
  return bulk;
}

/** The box of an article in the list; marked again where what was asked was refused. */
export function MarkBox({ article, label }: { article: number; label: string }) {
  const { id, state } = useBulk();
  const name = `article${article}`;
  const marked = state.status === "refused" && state.typed[name] !== undefined;
  return <input type="checkbox" name={name} value="1" form={id} aria-label={label} defaultChecked={marked} />;
}

/** Marks, choices and words as they were sent. */
function fillIn(form: HTMLFormElement, sent: FormData): void {
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = sent.has(control.name);
    else if (control instanceof HTMLSelectElement || (control instanceof HTMLInputElement && control.type === "text"))
      control.value = String(sent.get(control.name) ?? control.value);
  }
}
