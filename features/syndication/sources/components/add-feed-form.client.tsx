"use client";

import { useState } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { SourceNameForm } from "#features/articles/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { addFeedAction } from "../actions.ts";
import type { PolicyValues } from "../policy-values.ts";
import type { FeedChoices } from "../queries.ts";
import { PolicyFields } from "./policy-fields.client.tsx";
import { type PreviewItem, PreviewItems } from "./preview-items.client.tsx";

interface Props {
  url: string;
  title: string;
  items: PreviewItem[];
  values: PolicyValues;
  choices: FeedChoices;
  terms: string[];
  attributions: Record<SourceNameForm, string>;
  isReserved: boolean;
}

/** The preview of a feed, and beside it the policy with which it is followed. */
export function AddFeedForm({ url, title, items, ...policy }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(addFeedAction, idleState);
  const [blocked, setBlocked] = useState({ words: "", authors: "" });
  const refused = state.status === "refused" ? state : undefined;
  return (
    <div className="feed-preview">
      <PreviewItems items={items} blockedWords={blocked.words} blockedAuthors={blocked.authors} />
      <section aria-labelledby="policy">
        <h2 id="policy">{t("sources.policy.title")}</h2>
        <form id="new-feed" action={action} className="feed-form" noValidate>
          <input type="hidden" name="url" value={url} />
          <input type="hidden" name="title" value={title} />
          <FormAlert answer={state}>
            {refused?.message}
            {refused?.helpLink && (
              <>
                {" "}
                <a href={refused.helpLink.href}>{refused.helpLink.label}</a>
              </>
            )}
          </FormAlert>
          <PolicyFields
            {...policy}
            exampleTitle={items[0]?.title ?? ""}
            state={state}
            isFollowed={false}
            onBlockedChange={(changed) => setBlocked((before) => ({ ...before, ...changed }))}
          />
        </form>
      </section>
      <div className="feed-follow">
        <button type="submit" form="new-feed" className="button button-strong" aria-disabled={pending}>
          {t("sources.add.submit")}
        </button>
        <span>{t("sources.add.submitHint")}</span>
      </div>
    </div>
  );
}
