"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { decideAppealAction } from "../actions.ts";

interface Props {
  appeal: number;
  /** The appeal was decided meanwhile: the form cannot be sent, but the typed text stays readable. */
  ended: boolean;
  maxLength: number;
}

/** Upholds or overturns a decision, with the reasons that the member reads. */
export function DecideAppealForm({ appeal, ended, maxLength }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(decideAppealAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  if (ended) {
    if (!refused) return null;
    return (
      <div className="form">
        <FormAlert>{refused.message}</FormAlert>
        <TextArea name="note" label={t("appeals.admin.reasons")} rows={5} readOnly refused={refused} />
      </div>
    );
  }
  return (
    <form action={action} className="form" noValidate>
      <input type="hidden" name="appeal" value={appeal} />
      <FormAlert>{refused && Object.keys(refused.fields).length === 0 && refused.message}</FormAlert>
      <fieldset className="choices" key={refused?.typed.verdict}>
        <legend>{t("appeals.admin.verdict")}</legend>
        {refused?.fields.verdict && (
          <p className="field-error" role="alert">
            {refused.fields.verdict}
          </p>
        )}
        {(["upheld", "overturned"] as const).map((value) => (
          <label key={value}>
            <input
              type="radio"
              name="verdict"
              value={value}
              defaultChecked={refused?.typed.verdict === value}
              required
            />
            {t.typeset(`appeals.admin.${value}`)}
          </label>
        ))}
      </fieldset>
      <TextArea
        name="note"
        label={t("appeals.admin.reasons")}
        hint={t("appeals.admin.hint")}
        rows={5}
        maxLength={maxLength}
        required
        refused={refused}
      />
      <div className="form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {t("appeals.admin.send")}
        </button>
      </div>
    </form>
  );
}
