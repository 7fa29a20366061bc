"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { TermKind } from "#features/taxonomy/rules.ts";
import { idleState } from "#lib/action.ts";
import { deleteTermAction, mergeTermsAction, renameTermAction } from "../actions.ts";
import { TermFields, type TermLabels } from "./term-fields.client.tsx";

interface Props {
  kind: TermKind;
  term: { id: number; name: string; slug: string; description: string };
  version: string;
  /** Nothing is filed there. */
  empty: boolean;
  labels: TermLabels &
    Record<
      | "rename"
      | "renameHint"
      | "save"
      | "saved"
      | "merge"
      | "mergeHint"
      | "into"
      | "intoHint"
      | "sure"
      | "doMerge"
      | "delete"
      | "deleteHint"
      | "doDelete",
      string
    >;
}

/** What may be done to a category or a tag: three forms, each of which works without a script. */
export function TermForms({ kind, term, version, empty, labels }: Props) {
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
        <h2 id="rename">{labels.rename}</h2>
        <p>{labels.renameHint}</p>
        <form action={rename} className="admin-form" noValidate>
          {known}
          <input type="hidden" name="version" value={version} />
          <FormAlert>{renamed.status === "refused" && renamed.message}</FormAlert>
          <TermFields id="term" term={term} described={kind === "category"} state={renamed} labels={labels} />
          <div className="admin-form-actions">
            <button type="submit" className="button button-strong" aria-disabled={renaming}>
              {labels.save}
            </button>
            <FormSuccess>{renamed.status === "done" && labels.saved}</FormSuccess>
          </div>
        </form>
      </section>
      <section className="admin-section" aria-labelledby="merge">
        <h2 id="merge">{labels.merge}</h2>
        <p>{labels.mergeHint}</p>
        <form action={merge} className="admin-form" noValidate>
          {known}
          <FormAlert>{refusal?.message}</FormAlert>
          <Field name="into" label={labels.into} hint={labels.intoHint} refused={refusal} autoComplete="off" />
          <div className="field">
            <label className="term-confirm">
              <input
                type="checkbox"
                name="sure"
                value="1"
                aria-invalid={refusal?.fields.sure ? true : undefined}
                aria-describedby={refusal?.fields.sure ? "sure-error" : undefined}
              />
              <span>{labels.sure}</span>
            </label>
            {refusal?.fields.sure && (
              <p id="sure-error" className="field-error">
                {refusal.fields.sure}
              </p>
            )}
          </div>
          <button type="submit" className="button" aria-disabled={merging}>
            {labels.doMerge}
          </button>
        </form>
      </section>
      {empty && (
        <section className="admin-section" aria-labelledby="delete">
          <h2 id="delete">{labels.delete}</h2>
          <p>{labels.deleteHint}</p>
          <form action={remove} className="admin-form">
            {known}
            <FormAlert>{deleted.status === "refused" && deleted.message}</FormAlert>
            <button type="submit" className="button" aria-disabled={deleting}>
              {labels.doDelete}
            </button>
          </form>
        </section>
      )}
    </>
  );
}
