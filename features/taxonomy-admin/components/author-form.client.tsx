"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { PictureControl, type PictureOption } from "#features/media/components/picture-control.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { maxFediverseHandle } from "#lib/fediverse-handle.ts";
import { updateAuthorAction } from "../authors/actions.ts";
import type { EditedAuthor } from "../authors/queries.ts";
import { maxBiographyLength } from "../authors/rules.ts";
import { maxNameLength } from "../rules.ts";

interface Props {
  author: EditedAuthor;
  version: string;
  pictures: PictureOption[];
}

/** What readers learn of an author: name, text, portrait and account. Works without scripts. */
export function AuthorForm({ author, version, pictures }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(updateAuthorAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const common = { refused, autoComplete: "off" };
  const portrait = refused?.typed.portrait ?? author.portrait;
  return (
    <form action={action} className="admin-form" noValidate>
      <input type="hidden" name="id" value={author.id} />
      <input type="hidden" name="version" value={version} />
      <FormAlert>{refused?.message}</FormAlert>
      <Field
        key={`name ${author.name}`}
        {...common}
        name="name"
        label={t("taxonomy.name")}
        defaultValue={author.name}
        maxLength={maxNameLength}
      />
      <TextArea
        key={`biography ${author.biography}`}
        {...common}
        name="biography"
        label={t("taxonomy.biography")}
        hint={t("taxonomy.biographyHint")}
        defaultValue={author.biography}
        maxLength={maxBiographyLength}
        rows={4}
      />
      <div className="field">
        <p id="portrait-label" className="field-name">
          {t("taxonomy.portrait")}
        </p>
        <p id="portrait-hint" className="field-hint">
          {t("taxonomy.portraitHint")}
        </p>
        <PictureControl
          // A new control after a refusal: React resets the form, and the browser with it the choice that was sent.
          key={`portrait ${portrait}`}
          name="portrait"
          value={portrait}
          label="portrait-label"
          described="portrait-hint"
          pictures={pictures}
          readOnly={false}
        />
        {refused?.fields.portrait && <p className="field-error">{refused.fields.portrait}</p>}
      </div>
      <Field
        key={`fediverse ${author.fediverse}`}
        {...common}
        name="fediverse"
        label={t("taxonomy.fediverse")}
        hint={t.typeset("taxonomy.fediverseHint")}
        defaultValue={author.fediverse}
        maxLength={maxFediverseHandle}
      />
      <div className="admin-form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {t("taxonomy.save")}
        </button>
        <FormSuccess>{state.status === "done" && t("taxonomy.saved")}</FormSuccess>
      </div>
    </form>
  );
}
