"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { SaveButton } from "#components/ui/save-button.tsx";
import { useFocusOnResult } from "#components/ui/use-focus-on-result.ts";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { savePreferencesAction } from "../preferences/actions.ts";
import type { Subscription } from "../preferences/loaders.ts";
import { rhythms } from "../subscribers/rules.ts";

interface Props {
  subscription: Subscription;
  languages: { value: string; label: string }[];
  labels: Record<
    "topics" | "ended" | "rhythm" | (typeof rhythms)[number] | "alerts" | "alertsHint" | "language" | "save" | "saved",
    string
  >;
}

/** The choices of a subscriber. */
export function PreferencesForm({ subscription, languages, labels }: Props) {
  const [state, action, pending] = useFormAction(savePreferencesAction, idleState);
  // The form is rendered again with what was stored.
  const button = useFocusOnResult<HTMLButtonElement>(state.status === "done" ? state : undefined);
  const { token, version, topics, rhythm, alerts, locale } = subscription;
  const { typed, fields } = state.status === "refused" ? state : {};
  const chosen = typed
    ? (typed.topics ?? "").split("\n")
    : topics.filter((topic) => topic.chosen).map(({ id }) => String(id));
  return (
    // A refusal keeps what was chosen, a success shows what is stored.
    <form key={version} action={action} className="form signup-form" noValidate>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="version" value={version} />
      <fieldset className="signup-topics signup-list" aria-describedby={fields?.topics ? "topics-error" : undefined}>
        <legend>{labels.topics}</legend>
        {topics.map((topic) => (
          <label key={topic.id}>
            <input type="checkbox" name="topics" value={topic.id} defaultChecked={chosen.includes(String(topic.id))} />
            <span>
              {topic.name}
              {topic.ended && ` (${labels.ended})`}
              {topic.description && <small>{topic.description}</small>}
            </span>
          </label>
        ))}
        {fields?.topics && (
          <p id="topics-error" className="field-error">
            {fields.topics}
          </p>
        )}
      </fieldset>
      <fieldset className="choices" aria-describedby={fields?.rhythm ? "rhythm-error" : undefined}>
        <legend>{labels.rhythm}</legend>
        {rhythms.map((value) => (
          <label key={value}>
            <input type="radio" name="rhythm" value={value} defaultChecked={(typed?.rhythm ?? rhythm) === value} />
            {labels[value]}
          </label>
        ))}
        <label>
          <input
            type="checkbox"
            name="alerts"
            value="1"
            defaultChecked={typed ? typed.alerts === "1" : alerts}
            aria-describedby="alerts-hint"
          />
          {labels.alerts}
        </label>
        <p id="alerts-hint" className="field-hint">
          {labels.alertsHint}
        </p>
        {fields?.rhythm && (
          <p id="rhythm-error" className="field-error">
            {fields.rhythm}
          </p>
        )}
      </fieldset>
      <div className="field">
        <label htmlFor="locale">{labels.language}</label>
        <select id="locale" name="locale" defaultValue={typed?.locale ?? locale ?? "site"}>
          {languages.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <SaveButton
        ref={button}
        label={labels.save}
        pending={pending}
        saved={state.status === "done" && !pending && labels.saved}
      />
    </form>
  );
}
