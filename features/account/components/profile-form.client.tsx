"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { SaveButton } from "#components/ui/save-button.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { saveProfile } from "../actions.ts";

interface Props {
  profile: { name: string; handle: string; biography: string; fediverse: string | undefined; shown: boolean };
  labels: Record<
    | "name"
    | "nameHint"
    | "handle"
    | "handleHint"
    | "biography"
    | "biographyHint"
    | "fediverse"
    | "fediverseHint"
    | "shown"
    | "shownHint"
    | "save"
    | "saved",
    string
  >;
}

/** The profile form. Staff may also name their fediverse account. */
export function ProfileForm({ profile, labels }: Props) {
  const [state, action, pending] = useFormAction(saveProfile, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const now = state.status === "done" ? { ...state.value, shown: state.value.shown === "1" } : profile;
  const shown = refused ? refused.typed.shown === "1" : now.shown;
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      <Field
        name="name"
        label={labels.name}
        hint={labels.nameHint}
        autoComplete="name"
        required
        defaultValue={now.name}
        refused={refused}
      />
      <Field
        name="handle"
        label={labels.handle}
        hint={labels.handleHint}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
        defaultValue={now.handle}
        refused={refused}
      />
      <TextArea
        name="biography"
        label={labels.biography}
        hint={labels.biographyHint}
        rows={5}
        defaultValue={now.biography}
        refused={refused}
      />
      {profile.fediverse !== undefined && (
        <Field
          name="fediverse"
          label={labels.fediverse}
          hint={labels.fediverseHint}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={now.fediverse ?? ""}
          refused={refused}
        />
      )}
      <div className="checkbox-row">
        <input
          type="checkbox"
          id="shown"
          name="shown"
          value="1"
          key={String(shown)}
          defaultChecked={shown}
          aria-describedby="shown-hint"
        />
        <div>
          <label htmlFor="shown">{labels.shown}</label>
          <p id="shown-hint" className="field-hint">
            {labels.shownHint}
          </p>
        </div>
      </div>
      <SaveButton label={labels.save} pending={pending} saved={state.status === "done" && labels.saved} />
    </form>
  );
}
