"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { saveMailLocale } from "../actions.ts";

interface Props {
  locale: string;
  choices: { value: string; label: string }[];
  labels: Record<"legend" | "save" | "saved", string>;
}

/** The form for the language of one's mails. */
export function MailLocaleForm({ locale, choices, labels }: Props) {
  const [state, action, pending] = useFormAction(saveMailLocale, idleState);
  const now = state.status === "done" ? state.value.locale : locale;
  return (
    <form action={action} className="form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <fieldset className="choices" key={now}>
        <legend>{labels.legend}</legend>
        {choices.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name="locale" value={value} defaultChecked={value === now} />
            {label}
          </label>
        ))}
      </fieldset>
      <div className="form-actions">
        <button type="submit" className="button" aria-disabled={pending}>
          {labels.save}
        </button>
        {state.status === "done" && <FormSuccess>{labels.saved}</FormSuccess>}
      </div>
    </form>
  );
}
