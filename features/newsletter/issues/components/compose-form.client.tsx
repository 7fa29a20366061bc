"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { composeDigestAction } from "../actions.ts";

const periods = ["last-month", "this-month", "last-week", "this-week"] as const;

/** Drafts the digest of a month or a week, for all topics or one. */
export function ComposeForm({ topics }: { topics: { id: number; name: string }[] }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(composeDigestAction, idleState);
  const typed = state.status === "refused" ? state.typed : {};
  return (
    <form action={action} className="compose-form">
      <FormAlert answer={state}>{state.status === "refused" && state.message}</FormAlert>
      <label>
        <span>{t("issues.compose.period")}</span>
        <select name="period" defaultValue={typed.period ?? "last-month"}>
          {periods.map((period) => (
            <option key={period} value={period}>
              {t(`issues.compose.${period}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t("issues.compose.topic")}</span>
        <select name="topic" defaultValue={typed.topic ?? ""}>
          <option value="">{t("issues.compose.allTopics")}</option>
          {topics.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {t("issues.compose.submit")}
      </button>
    </form>
  );
}
