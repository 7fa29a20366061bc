"use client";

import { FieldLayout } from "#components/ui/field-layout.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { SaveButton } from "#components/ui/save-button.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { MailFrequency } from "#db/schema/follows.ts";
import { idleState } from "#lib/action.ts";
import { saveMailSettings } from "../settings/actions.ts";
import type { StoppableMail } from "../settings/rules.ts";

interface Props {
  topics: {
    topic: StoppableMail;
    chosen: MailFrequency;
    label: string;
    hint: string;
    frequencies: { value: MailFrequency; label: string }[];
  }[];
  labels: Record<"save" | "saved", string>;
}

/** How soon each kind of news is mailed. */
export function MailSettingsForm({ topics, labels }: Props) {
  const [state, action, pending] = useFormAction(saveMailSettings, idleState);
  const saved = state.status === "done" ? state.value : undefined;
  return (
    <form action={action} className="form">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      {topics.map(({ topic, chosen, label, hint, frequencies }) => (
        <FieldLayout
          key={`${topic} ${saved?.[topic] ?? chosen}`}
          id={topic}
          name={topic}
          label={label}
          hint={hint}
          refused={state.status === "refused" ? state : undefined}
        >
          {({ typed, ...framed }) => (
            <select {...framed} defaultValue={typed ?? saved?.[topic] ?? chosen}>
              {frequencies.map(({ value, label: name }) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </FieldLayout>
      ))}
      <SaveButton label={labels.save} pending={pending} saved={state.status === "done" && labels.saved} />
    </form>
  );
}
