"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { TermKind } from "#features/taxonomy/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { deleteTermAction, mergeTermsAction, renameTermAction } from "../actions.ts";
import { TermFields } from "./term-fields.client.tsx";

interface Props {
  kind: TermKind;
  term: { id: number; name: string; slug: string; description: string };
  version: string;
  /** Whether no article has the term. */
  empty: boolean;
}

/** The forms that rename, merge and delete a term; each works without scripts. */
export function TermForms({ kind, term, version, empty }: Props) {
  const t = useTranslator();
  const [renamed, rename, renaming] = useFormAction(renameTermAction, idleState);
  const [merged, merge, merging] = useFormAction(mergeTermsAction, idleState);
  const [deleted, remove, deleting] = useFormAction(deleteTermAction, idleState);
  const known = (
    <>
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="id" value={term.id} />
    </>
  );
  const refusal = merged.status === "refused" ? merged : undefined;
  return (
    <>
      <section className="admin-section" aria-labelledby="rename">
        <h2 id="rename">{t("taxonomy.rename")}</h2>
        <p>{t("taxonomy.renameHint")}</p>
        <form action={rename} className="admin-form" noValidate>
          {known}
          <input type="hidden" name="version" value={version} />
          <FormAlert>{renamed.status === "refused" && renamed.message}</FormAlert>
          <TermFields id="term" term={term} described={kind === "category"} state={renamed} />
          <div className="admin-form-actions">
            <button type="submit" className="button button-strong" aria-disabled={renaming}>
              {t("taxonomy.save")}
            </button>
            <FormSuccess>{renamed.status === "done" && t("taxonomy.saved")}</FormSuccess>
          </div>
        </form>
      </section>
      <section className="admin-section" aria-labelledby="merge">
        <h2 id="merge">{t("taxonomy.merge")}</h2>
        <p>{t("taxonomy.mergeHint")}</p>
        <form action={merge} className="admin-form" noValidate>
          {known}
          <FormAlert>{refusal?.message}</FormAlert>
          <Field
            name="into"
            label={t("taxonomy.into")}
            hint={t("taxonomy.intoHint")}
            refused={refusal}
            autoComplete="off"
          />
          <div className="field">
            <label className="term-confirm">
              <input
                type="checkbox"
                name="sure"
                value="1"
                aria-invalid={refusal?.fields.sure ? true : undefined}
                aria-describedby={refusal?.fields.sure ? "sure-error" : undefined}
              />
              <span>{t("taxonomy.confirm")}</span>
            </label>
            {refusal?.fields.sure && (
              <p id="sure-error" className="field-error">
                {refusal.fields.sure}
              </p>
            )}
          </div>
          <button type="submit" className="button" aria-disabled={merging}>
            {t("taxonomy.doMerge")}
          </button>
        </form>
      </section>
      {empty && (
        <section className="admin-section" aria-labelledby="delete">
          <h2 id="delete">{t("taxonomy.delete")}</h2>
          <p>{t.typeset("taxonomy.deleteHint")}</p>
          <form action={remove} className="admin-form">
            {known}
            <FormAlert>{deleted.status === "refused" && deleted.message}</FormAlert>
            <button type="submit" className="button" aria-disabled={deleting}>
              {t("taxonomy.doDelete")}
            </button>
          </form>
        </section>
      )}
    </>
  );
}
