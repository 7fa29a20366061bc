"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { createStoryAction } from "../actions.ts";
import { StoryFields } from "./story-fields.client.tsx";

const empty = { name: "", slug: "", description: "", kind: "series" as const };

/** Creates a story or series. */
export function CreateStoryForm() {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(createStoryAction, idleState);
  return (
    <details className="admin-section" open={state.status === "refused"}>
      <summary>{t("stories.create")}</summary>
      <form action={action} className="admin-form" noValidate>
        <FormAlert>{state.status === "refused" && state.message}</FormAlert>
        <StoryFields id="new" story={empty} state={state} />
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {t("taxonomy.doCreate")}
        </button>
      </form>
    </details>
  );
}
