"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { createCategoryAction } from "../actions.ts";
import { TermFields } from "./term-fields.client.tsx";

const empty = { name: "", slug: "", description: "" };

/** Creates a category. */
export function CreateCategoryForm() {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(createCategoryAction, idleState);
  return (
    <details className="admin-section" open={state.status === "refused"}>
      <summary>{t("taxonomy.create")}</summary>
      <form action={action} className="admin-form" noValidate>
        <FormAlert>{state.status === "refused" && state.message}</FormAlert>
        <TermFields id="new" term={empty} described state={state} />
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {t("taxonomy.doCreate")}
        </button>
      </form>
    </details>
  );
}
