"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { type FormState, idleState } from "#lib/action.ts";
import { deleteStoryAction, mergeStoryAction, updateStoryAction } from "../actions.ts";
import type { Story } from "../queries.ts";
import { StoryFields } from "./story-fields.client.tsx";

/** The forms that change, merge and delete a story; each works without scripts. */
export function StoryForms({ story, version }: { story: Story; version: string }) {
  const t = useTranslator();
  const [updated, update, updating] = useFormAction(updateStoryAction, idleState);
  const [merged, merge, merging] = useFormAction(mergeStoryAction, idleState);
  const [deleted, remove, deleting] = useFormAction(deleteStoryAction, idleState);
  const id = <input type="hidden" name="id" value={story.id} />;
  return (
    <>
      <section className="admin-section" aria-labelledby="change">
        <h2 id="change">{t("stories.change")}</h2>
        <form action={update} className="admin-form" noValidate>
          {id}
          <input type="hidden" name="version" value={version} />
          <FormAlert>{updated.status === "refused" && updated.message}</FormAlert>
          <StoryFields id="story" story={story} state={updated} />
          <div className="admin-form-actions">
            <button type="submit" className="button button-strong" aria-disabled={updating}>
              {t("taxonomy.save")}
            </button>
            <FormSuccess>{updated.status === "done" && t("taxonomy.saved")}</FormSuccess>
          </div>
        </form>
      </section>
      <section className="admin-section" aria-labelledby="merge">
        <h2 id="merge">{t("taxonomy.merge")}</h2>
        <p>{t.typeset("stories.mergeHint")}</p>
        <form action={merge} className="admin-form" noValidate>
          {id}
          <FormAlert>{merged.status === "refused" && merged.message}</FormAlert>
          <Field
            name="into"
            label={t("taxonomy.into")}
            hint={t("stories.intoHint")}
            refused={merged.status === "refused" ? merged : undefined}
            autoComplete="off"
          />
          <Confirmation id="sure-merge" state={merged} />
          <button type="submit" className="button" aria-disabled={merging}>
            {t("taxonomy.doMerge")}
          </button>
        </form>
      </section>
      <section className="admin-section" aria-labelledby="delete">
        <h2 id="delete">{t("taxonomy.delete")}</h2>
        <p>{t.typeset("stories.deleteHint")}</p>
        <form action={remove} className="admin-form" noValidate>
          {id}
          <FormAlert>{deleted.status === "refused" && deleted.message}</FormAlert>
          <Confirmation id="sure-delete" state={deleted} />
          <button type="submit" className="button" aria-disabled={deleting}>
            {t("taxonomy.doDelete")}
          </button>
        </form>
      </section>
    </>
  );
}

/** The checkbox that confirms what cannot be undone. */
function Confirmation({ id, state }: { id: string; state: FormState<unknown> }) {
  const t = useTranslator();
  const error = state.status === "refused" ? state.fields.sure : undefined;
  return (
    <div className="field">
      <label className="term-confirm">
        <input
          type="checkbox"
          name="sure"
          value="1"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
        />
        <span>{t("taxonomy.confirm")}</span>
      </label>
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}
