"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { PagePreview } from "#components/ui/page-preview.client.tsx";
import { SlugField } from "#components/ui/slug-field.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { deletePageAction, savePageAction } from "../actions.ts";
import { maxTitleLength, type PageState } from "../rules.ts";
import type { PageLabels } from "./labels.ts";

interface Props {
  /** Undefined: a new one. */
  page: { id: number; version: string; state: PageState; title: string; slug: string; body: string } | undefined;
  labels: PageLabels;
}

const empty = { title: "", slug: "", body: "" };

/** A page of the site's own: one form whose buttons save, publish, withdraw or show it. Works without a script. */
export function PageForm({ page, labels }: Props) {
  const [state, action, pending] = useFormAction(savePageAction, idleState);
  const outcome = state.status === "done" ? state.value : undefined;
  const previewed = outcome?.act === "preview" ? outcome : undefined;
  const refused = state.status === "refused" ? state : undefined;
  const { title, slug, body } = previewed?.typed ?? page ?? empty;
  // Drawn anew when the site's are others; what was typed stays through a refusal and a preview.
  const drawn = page?.version ?? "";
  const common = { refused, autoComplete: "off" };
  return (
    <form action={action} className="admin-form page-form" noValidate>
      {page && <input type="hidden" name="id" value={page.id} />}
      <input type="hidden" name="version" value={page?.version ?? ""} />
      <FormAlert>{refused?.message}</FormAlert>
      <Field
        {...common}
        name={"title"}
        label={labels.title}
        maxLength={maxTitleLength}
        key={`title ${drawn}`}
        defaultValue={title}
      />
      <SlugField
        refused={refused}
        name={"slug"}
        label={labels.slug}
        hint={labels.slugHint}
        empty={labels.slugEmpty}
        key={`slug ${drawn}`}
        defaultValue={slug}
      />
      <TextArea
        {...common}
        name={"body"}
        label={labels.body}
        hint={labels.bodyHint}
        rows={22}
        key={`body ${drawn}`}
        defaultValue={body}
      />
      <div className="admin-form-actions">
        <button type="submit" name="act" value="save" className="button button-strong" aria-disabled={pending}>
          {labels.save}
        </button>
        <button type="submit" name="act" value="preview" className="button" aria-disabled={pending}>
          {labels.preview}
        </button>
        {page?.state !== "published" && (
          <button type="submit" name="act" value="publish" className="button" aria-disabled={pending}>
            {page?.state === "withdrawn" ? labels.publishAgain : labels.publish}
          </button>
        )}
        {page?.state === "published" && (
          <button type="submit" name="act" value="withdraw" className="button" aria-disabled={pending}>
            {labels.withdraw}
          </button>
        )}
        <FormSuccess>{outcome && outcome.act !== "preview" && labels.done[outcome.act]}</FormSuccess>
      </div>
      {previewed && <PagePreview preview={previewed.preview} label={labels.previewed} />}
    </form>
  );
}

/** Deletes a draft. */
export function DeletePageForm({ id, label }: { id: number; label: string }) {
  const [state, action, pending] = useFormAction(deletePageAction, idleState);
  return (
    <form action={action} className="admin-section">
      <input type="hidden" name="id" value={id} />
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <button type="submit" className="button" aria-disabled={pending}>
        {label}
      </button>
    </form>
  );
}
