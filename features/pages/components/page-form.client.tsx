"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { PagePreview } from "#components/ui/page-preview.client.tsx";
import { SlugField } from "#components/ui/slug-field.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { deletePageAction, savePageAction } from "../actions.ts";
import type { TypedPage } from "../mutations.ts";
import { maxPageTitleLength, maxSeoTitleLength, type PageState, pageDiscussions } from "../rules.ts";

interface Props {
  /** Undefined for a new page. */
  page: (TypedPage & { id: number; version: string; state: PageState }) | undefined;
}

const doneKeys = { save: "saved", publish: "published", withdraw: "withdrawn" } as const;

const empty: TypedPage = { title: "", slug: "", body: "", seoTitle: "", seoDescription: "", discussion: "none" };

/** The form of a page, whose buttons save, publish, withdraw or preview it. Works without scripts. */
export function PageForm({ page }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(savePageAction, idleState);
  const outcome = state.status === "done" ? state.value : undefined;
  const previewed = outcome?.act === "preview" ? outcome : undefined;
  const refused = state.status === "refused" ? state : undefined;
  const { title, slug, body, seoTitle, seoDescription, discussion } = previewed?.typed ?? page ?? empty;
  const discussionError = refused?.fields?.discussion;
  // Rendered again when the stored page changes; what was typed survives a refusal and a preview.
  const drawn = page?.version ?? "";
  const common = { refused, autoComplete: "off" };
  return (
    <form action={action} className="admin-form page-form" noValidate>
      {page && <input type="hidden" name="id" value={page.id} />}
      <input type="hidden" name="version" value={page?.version ?? ""} />
      <FormAlert>{refused?.message}</FormAlert>
      <Field
        key={`title ${drawn}`}
        {...common}
        name={"title"}
        label={t("pages.admin.title")}
        maxLength={maxPageTitleLength}
        defaultValue={title}
      />
      <SlugField
        refused={refused}
        name={"slug"}
        label={t("taxonomy.slug")}
        hint={t.typeset("pages.admin.slugHint")}
        empty={t.typeset("errors.newsroom.slugEmpty")}
        key={`slug ${drawn}`}
        defaultValue={slug}
      />
      <TextArea
        key={`body ${drawn}`}
        {...common}
        name={"body"}
        label={t("pages.admin.body")}
        hint={t.typeset("pages.admin.bodyHint")}
        rows={22}
        defaultValue={body}
      />
      <div className="field">
        <label htmlFor="page-discussion">{t.typeset("pages.admin.discussion")}</label>
        <p id="page-discussion-hint" className="field-hint">
          {t.typeset("pages.admin.discussionHint")}
        </p>
        <select
          key={`discussion ${drawn} ${discussion}`}
          name="discussion"
          id="page-discussion"
          aria-describedby={`page-discussion-hint${discussionError ? " page-discussion-error" : ""}`}
          aria-invalid={discussionError ? true : undefined}
          defaultValue={refused?.typed.discussion ?? discussion}
        >
          {pageDiscussions.map((choice) => (
            <option key={choice} value={choice}>
              {t.typeset(`pages.admin.discussions.${choice}`)}
            </option>
          ))}
        </select>
        {discussionError && (
          <p id="page-discussion-error" className="field-error">
            {discussionError}
          </p>
        )}
      </div>
      <details open={seoTitle !== "" || seoDescription !== ""} className="form-section">
        <summary>{t.typeset("newsroom.form.seo")}</summary>
        <div className="form">
          <Field
            key={`seoTitle ${drawn}`}
            {...common}
            name="seoTitle"
            label={t.typeset("pages.admin.seoTitle")}
            hint={t.typeset("pages.admin.seoHint")}
            maxLength={maxSeoTitleLength}
            defaultValue={seoTitle}
          />
          <TextArea
            key={`seoDescription ${drawn}`}
            {...common}
            name="seoDescription"
            label={t.typeset("pages.admin.seoDescription")}
            rows={3}
            defaultValue={seoDescription}
          />
        </div>
      </details>
      <div className="admin-form-actions">
        <button type="submit" name="act" value="save" className="button button-strong" aria-disabled={pending}>
          {t("pages.admin.save")}
        </button>
        <button type="submit" name="act" value="preview" className="button" aria-disabled={pending}>
          {t("settings.admin.preview")}
        </button>
        {page?.state !== "published" && (
          <button type="submit" name="act" value="publish" className="button" aria-disabled={pending}>
            {page?.state === "withdrawn" ? t("pages.admin.publishAgain") : t("pages.admin.publish")}
          </button>
        )}
        {page?.state === "published" && (
          <button type="submit" name="act" value="withdraw" className="button" aria-disabled={pending}>
            {t("pages.admin.withdraw")}
          </button>
        )}
        <FormSuccess>
          {outcome && outcome.act !== "preview" && t.typeset(`pages.admin.done.${doneKeys[outcome.act]}`)}
        </FormSuccess>
      </div>
      {previewed && <PagePreview preview={previewed.preview} label={t("settings.admin.previewed")} />}
    </form>
  );
}

/** Deletes a draft. */
export function DeletePageForm({ id }: { id: number }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(deletePageAction, idleState);
  return (
    <form action={action} className="admin-section">
      <input type="hidden" name="id" value={id} />
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <button type="submit" className="button" aria-disabled={pending}>
        {t("pages.admin.delete")}
      </button>
    </form>
  );
}
