"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { createCategoryAction } from "../actions.ts";
import { TermFields, type TermLabels } from "./term-fields.client.tsx";

const empty = { name: "", slug: "", description: "" };

/** A new category. */
export function CreateCategoryForm({ labels }: { labels: TermLabels & Record<"legend" | "create", string> }) {
  const [state, action, pending] = useFormAction(createCategoryAction, idleState);
  return (
    <details className="admin-section" open={state.status === "refused"}>
      <summary>{labels.legend}</summary>
      <form action={action} className="admin-form" noValidate>
        <FormAlert>{state.status === "refused" && state.message}</FormAlert>
        <TermFields id="new" term={empty} described state={state} labels={labels} />
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {labels.create}
        </button>
      </form>
    </details>
  );
}
