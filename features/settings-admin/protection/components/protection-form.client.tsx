"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { StoredTrialResult } from "#features/moderation/try-out/components/stored-trial.client.tsx";
import type { StoredTrial } from "#features/moderation/try-out/queries.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { confirmProtectionAction } from "../actions.ts";
import type { ProtectionPartView } from "../loaders.ts";

interface Props {
  parts: ProtectionPartView[];
  /** What the parts that are on would have held or flagged. */
  trial: StoredTrial;
}

/** The parts of the screening as switches, tried on the newest comments before they are confirmed. Works without scripts. */
export function ProtectionForm({ parts, trial }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(confirmProtectionAction, idleState);
  const outcome = state.status === "done" ? state.value : undefined;
  return (
    <form action={action} className="protection-form" noValidate>
      <FormAlert answer={state}>{state.status === "refused" && state.message}</FormAlert>
      <fieldset>
        <legend>{t("settings.protection.active")}</legend>
        {parts.map(({ name, isOn, versions }) => {
          const isTicked = outcome ? outcome.on.includes(name) : isOn;
          return (
            <div key={name} className="protection-part">
              <input
                key={String(isTicked)}
                type="checkbox"
                id={`part-${name}`}
                name={`part:${name}`}
                value="1"
                defaultChecked={isTicked}
                aria-describedby={`part-${name}-about`}
              />
              <label htmlFor={`part-${name}`}>{t.typeset(`settings.protection.parts.${name}.title`)}</label>
              <p id={`part-${name}-about`}>{t.typeset(`settings.protection.parts.${name}.about`)}</p>
              {versions.map(({ key, version }) => (
                <input key={key} type="hidden" name={`version:${key}`} value={version} />
              ))}
            </div>
          );
        })}
      </fieldset>
      <div className="admin-form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {t("settings.protection.confirm")}
        </button>
        <button type="submit" name="trial" value="stored" className="button" aria-disabled={pending}>
          {t("settings.tryOut.stored")}
        </button>
        <FormSuccess>{outcome && !outcome.trial && t.typeset("settings.protection.confirmed")}</FormSuccess>
      </div>
      <section aria-labelledby="protection-trial">
        <h2 id="protection-trial">{t.typeset("settings.protection.trial")}</h2>
        <div role="status">
          <StoredTrialResult trial={outcome?.trial ?? trial} />
        </div>
      </section>
    </form>
  );
}
