"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { SaveButton } from "#components/ui/save-button.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { SourceNameForm } from "#features/articles/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { saveFeedAction } from "../actions.ts";
import type { PolicyValues } from "../policy-values.ts";
import type { FeedChoices } from "../queries.ts";
import { PolicyFields } from "./policy-fields.client.tsx";

interface Props {
  id: number;
  version: number;
  values: PolicyValues;
  choices: FeedChoices;
  terms: string[];
  exampleTitle: string;
  attributions: Record<SourceNameForm, string>;
  isReserved: boolean;
  isSourceShared: boolean;
}

/** Changes the policy of a feed and the details of its source. */
export function EditFeedForm({ id, version, ...policy }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(saveFeedAction, idleState);
  return (
    <form action={action} className="feed-form" noValidate>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="version" value={version} />
      <FormAlert answer={state}>{state.status === "refused" && state.message}</FormAlert>
      <PolicyFields {...policy} state={state} isFollowed />
      <SaveButton
        label={t("sources.policy.save")}
        pending={pending}
        saved={state.status === "done" && t("sources.policy.saved")}
      />
    </form>
  );
}
