"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { changeExpertiseAction } from "../actions.ts";
import { maxExpertiseLength } from "../rules.ts";

interface Props {
  id: number;
  name: string;
  expertise: string;
  /** The page's search, to return to it. */
  search: string;
}

/** A member's badge, with the buttons to grant, change and withdraw it. */
export function ExpertiseForm({ id, name, expertise, search }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(changeExpertiseAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const isGranted = expertise !== "";
  return (
    <form action={action} className="expertise-form">
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="was" value={expertise} />
      {search && <input type="hidden" name="q" value={search} />}
      <input
        // A new key when the badge changes, so that the field shows the current one.
        key={expertise}
        name="expertise"
        aria-label={t("experts.of", { name })}
        aria-describedby="expertise-hint"
        aria-invalid={refused?.fields.expertise ? true : undefined}
        defaultValue={refused?.typed.expertise ?? expertise}
        // A badge is withdrawn by emptying the field too; there is none to withdraw yet.
        required={!isGranted}
        maxLength={maxExpertiseLength}
        placeholder={t("experts.example")}
        autoComplete="off"
      />
      <button type="submit" className="button" aria-disabled={pending}>
        {t(isGranted ? "experts.change" : "experts.grant")}
      </button>
      {isGranted && (
        <button type="submit" name="withdraw" value="1" className="text-button" aria-disabled={pending}>
          {t("experts.withdraw")}
        </button>
      )}
      <FormAlert>{refused && (refused.fields.expertise ?? refused.message)}</FormAlert>
    </form>
  );
}
