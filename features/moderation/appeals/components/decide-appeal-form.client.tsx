"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { decideAppealAction } from "../actions.ts";

interface Props {
  appeal: number;
  /** Somebody has decided: nothing to send, but what was written stays to be read where the answer came too late. */
  ended: boolean;
  most: number;
  labels: Record<"legend" | "upheld" | "overturned" | "note" | "hint" | "send", string>;
}

/** Upholds or overturns, with the reasons that the member reads. */
export function DecideAppealForm({ appeal, ended, most, labels }: Props) {
  const [state, action, pending] = useFormAction(decideAppealAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  if (ended) {
    if (!refused) return null;
    return (
      <div className="form">
        <FormAlert>{refused.message}</FormAlert>
        <TextArea name="note" label={labels.note} rows={5} readOnly refused={refused} />
      </div>
    );
  }
  return (
    <form action={action} className="form" noValidate>
      <input type="hidden" name="appeal" value={appeal} />
      <FormAlert>{refused && Object.keys(refused.fields).length === 0 && refused.message}</FormAlert>
      <fieldset className="choices" key={refused?.typed.verdict}>
        <legend>{labels.legend}</legend>
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
            {labels[value]}
          </label>
        ))}
      </fieldset>
      <TextArea
        name="note"
        label={labels.note}
        hint={labels.hint}
        rows={5}
        maxLength={most}
        required
        refused={refused}
      />
      <div className="form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {labels.send}
        </button>
      </div>
    </form>
  );
}
