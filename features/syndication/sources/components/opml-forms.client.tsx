"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { type CheckedOpml, checkOpmlAction, importOpmlAction } from "../opml/actions.ts";

/** Checks an OPML list, then shows what it would add, with the button that adds it. */
export function OpmlForms() {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(checkOpmlAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <>
      <form action={action} className="admin-form" noValidate>
        <FormAlert answer={state}>{refused?.message}</FormAlert>
        <Field
          name="file"
          type="file"
          accept=".opml,.xml,text/x-opml,application/xml,text/xml"
          label={t("sources.opml.file")}
          hint={t.typeset("sources.opml.fileHint")}
          refused={refused}
        />
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {t("sources.opml.check")}
        </button>
      </form>
      {state.status === "done" && <CheckedList key={state.value.list} checked={state.value} />}
    </>
  );
}

function CheckedList({ checked }: { checked: CheckedOpml }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(importOpmlAction, idleState);
  const { added, addedCount, knownCount, broken, brokenCount, omitted, isCut, list } = checked;
  return (
    <section className="feed-section" aria-labelledby="checked">
      <h2 id="checked">{t("sources.opml.found")}</h2>
      <ul className="feed-counts" role="status">
        <li>{t("sources.opml.added", { count: addedCount })}</li>
        <li>{t("sources.opml.known", { count: knownCount })}</li>
        {brokenCount > 0 && <li className="admin-failed">{t("sources.opml.broken", { count: brokenCount })}</li>}
        {omitted > 0 && <li className="admin-failed">{t("sources.opml.omitted", { count: omitted })}</li>}
        {isCut && <li className="admin-failed">{t.typeset("sources.opml.cut")}</li>}
      </ul>
      {broken.length > 0 && (
        <details className="feed-failing-days" open>
          <summary>{t("sources.opml.brokenList")}</summary>
          <ul>
            {broken.map(({ line, title, address }) => (
              <li key={`${line} ${title} ${address}`}>
                {t.typeset("sources.opml.line", { line })} {title} <code>{address}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      {addedCount > 0 && (
        <>
          <form action={action} className="admin-form">
            <FormAlert answer={state}>{state.status === "refused" && state.message}</FormAlert>
            <input type="hidden" name="list" value={list} />
            <fieldset className="choices">
              <legend>{t("sources.policy.publication")}</legend>
              <label>
                <input type="radio" name="publication" value="draft" defaultChecked />
                <span>{t.typeset("sources.choice.publication.draft")}</span>
              </label>
              <label>
                <input type="radio" name="publication" value="publish" />
                <span>{t("sources.choice.publication.publish")}</span>
              </label>
            </fieldset>
            <p className="field-hint">{t("sources.opml.policyHint")}</p>
            <button type="submit" className="button button-strong" aria-disabled={pending}>
              {t("sources.opml.submit", { count: addedCount })}
            </button>
          </form>
          <ul className="feed-items">
            {added.map(({ title, url, folder }) => (
              <li key={url}>
                {title || url}
                <p className="admin-list-facts">
                  <span className="feed-address">{url}</span>
                  {folder && <span>{folder}</span>}
                </p>
              </li>
            ))}
          </ul>
          {addedCount > added.length && (
            <p className="admin-detail">{t("sources.opml.more", { count: addedCount - added.length })}</p>
          )}
        </>
      )}
    </section>
  );
}
