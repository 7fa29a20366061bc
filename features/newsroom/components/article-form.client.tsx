"use client";

import { type ReactNode, useActionState, useRef } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { FormDone } from "#components/ui/form-done.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import type { DeskContent } from "#db/schema/desk.ts";
import { changeKinds, longestCorrection } from "#features/corrections/rules.ts";
import { idle } from "#lib/action.ts";
import { saveArticle } from "../actions.ts";
import { BodyEditor } from "./body-editor.client.tsx";
import type { Labels } from "./labels.ts";
import { PictureField, type ShownPicture } from "./picture-field.client.tsx";
import { SaveState } from "./save-state.client.tsx";
import { TagField } from "./tag-field.client.tsx";
import { useDesk } from "./use-desk.client.tsx";

export interface FormDesk {
  /** 0 for an article that is about to be begun. */
  id: number;
  slug: string;
  status: "draft" | "scheduled" | "published" | "withdrawn";
  version: number;
  differs: boolean;
  savedAt: string | null;
  savedBy: string | null;
  content: DeskContent;
  /** Names of the bylines, as the field shows them. */
  authors: string[];
}

interface Props {
  desk: FormDesk;
  me: { id: number; name: string };
  /** Somebody else has it open, as the server saw it. */
  held: string | null;
  mayEdit: boolean;
  mayPublish: boolean;
  choices: Record<"categories" | "authors" | "sources", { id: number; name: string }[]>;
  pictures: ShownPicture[];
  lead: ShownPicture | null;
  /** What was just done, for pages without scripts. */
  done: string | null;
  /** How times of day are written here. */
  clock: { locale: string; zone: string };
  labels: Labels;
  /** More about publishing, below its buttons: the place of preview, schedule, checks and corrections. */
  panel?: ReactNode;
}

/** The editor: one form, which works without scripts; with them it saves by itself and the body is written in place. */
export function ArticleForm(props: Props) {
  const { desk, labels, mayEdit, mayPublish, choices } = props;
  const [state, action, pending] = useActionState(saveArticle, idle);
  const form = useRef<HTMLFormElement>(null);
  const refused = state.status === "refused" ? state : undefined;
  const live = useDesk({ desk, me: props.me, mayEdit, form, labels });
  const { content } = desk;
  const shown = live.refused ?? refused;
  const typed = (name: string, stored: string) => refused?.typed[name] ?? stored;
  const [category = "", ...also] = content.categoryIds;
  const published = live.status === "published";
  return (
    <form
      ref={form}
      action={action}
      className="desk"
      noValidate
      onSubmit={live.onSubmit}
      onInput={live.onInput}
      aria-label={labels.text}
    >
      {/* What Enter in a field does: the form's first button. */}
      <button type="submit" name="act" value="save" className="sr-only" tabIndex={-1} aria-hidden="true">
        {labels.save}
      </button>
      {live.id > 0 && <input type="hidden" name="id" value={live.id} />}
      <input type="hidden" name="version" value={live.version} />
      <div className="desk-main">
        {/* Outside the fieldset: what it offers must work while that is closed. */}
        <SaveState live={live} held={props.held} clock={props.clock} labels={labels} />
        <fieldset disabled={!mayEdit || live.locked}>
          <legend className="sr-only">{labels.text}</legend>
          <FormAlert>{shown && Object.keys(shown.fields).length === 0 ? shown.message : null}</FormAlert>
          {shown && Object.keys(shown.fields).length > 0 && <FormAlert>{labels.lookAtFields}</FormAlert>}
          {props.done && state.status === "idle" && <FormDone>{props.done}</FormDone>}
          {!mayEdit && <p className="desk-notice">{labels.readOnly}</p>}
          <div className="desk-headline">
            <TextArea
              name="title"
              label={labels.title}
              rows={1}
              maxLength={250}
              required
              defaultValue={content.title}
              refused={shown}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
                event.preventDefault();
                form.current?.querySelector<HTMLElement>("[name=lead]")?.focus();
              }}
            />
          </div>
          <div className="desk-lead">
            <TextArea
              name="lead"
              label={labels.lead}
              rows={3}
              maxLength={1000}
              defaultValue={content.lead}
              refused={shown}
            />
          </div>
          <BodyEditor
            html={typed("body", content.bodyHtml)}
            loaded={live.loaded}
            editable={mayEdit && !live.locked}
            error={shown?.fields.body}
            labels={labels}
            live={live}
          />
        </fieldset>
      </div>
      <div className="desk-side">
        <section className="desk-panel" aria-labelledby="publish-heading">
          <h2 id="publish-heading">{labels.publishing}</h2>
          <p className="desk-facts">
            <span className="desk-status" data-status={live.status}>
              {labels[live.status]}
            </span>
            {published && live.differs && <span>{labels.notYetPublic}</span>}
          </p>
          {mayEdit && (
            <div className="desk-buttons">
              {mayPublish && (
                <button
                  type="submit"
                  name="act"
                  value="publish"
                  className="button button-strong"
                  aria-disabled={pending}
                >
                  {published ? labels.update : labels.publish}
                </button>
              )}
              <button type="submit" name="act" value="save" className="button" aria-disabled={pending}>
                {labels.save}
              </button>
              {mayPublish && published && (
                <button type="submit" name="act" value="unpublish" className="text-button" aria-disabled={pending}>
                  {labels.unpublish}
                </button>
              )}
              {published && live.differs && (
                <button type="submit" name="act" value="discard" className="text-button" aria-disabled={pending}>
                  {labels.discard}
                </button>
              )}
            </div>
          )}
          {mayPublish && published && (
            <fieldset className="desk-change" disabled={!mayEdit || live.locked}>
              <legend>{labels.change}</legend>
              {changeKinds.map((kind) => (
                <label key={kind}>
                  <input type="radio" name="change" value={kind} defaultChecked={kind === typed("change", "typo")} />
                  {labels[`change_${kind}`]}
                </label>
              ))}
              <TextArea
                name="changeNote"
                label={labels.changeNote}
                hint={labels.changeNoteHint}
                rows={2}
                maxLength={longestCorrection}
                defaultValue={typed("changeNote", "")}
                refused={shown}
              />
            </fieldset>
          )}
          <ul className="desk-links">
            {published && (
              <li>
                <a href={`/articles/${desk.slug}`}>{labels.see}</a>
              </li>
            )}
            {live.id > 0 && (
              <li>
                <a href={`/admin/articles/${live.id}/revisions`}>{labels.revisions}</a>
              </li>
            )}
          </ul>
          {props.panel}
        </section>
        <fieldset className="desk-settings" disabled={!mayEdit || live.locked}>
          <legend className="sr-only">{labels.settings}</legend>
          <details open className="desk-part">
            <summary>{labels.placing}</summary>
            <div className="form">
              <div className="field">
                <label htmlFor="category">{labels.category}</label>
                <select
                  id="category"
                  name="category"
                  defaultValue={typed("category", String(category))}
                  key={`c${category}`}
                >
                  <option value="">{labels.noCategory}</option>
                  {choices.categories.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              </div>
              {choices.categories.length > 1 && (
                <details className="desk-also">
                  <summary>{labels.also}</summary>
                  <ul>
                    {choices.categories.map(({ id, name }) => (
                      <li key={id}>
                        <label>
                          <input type="checkbox" name="also" value={id} defaultChecked={also.includes(id)} /> {name}
                        </label>
                      </li>
                    ))}
                  </ul>
                </details>
              )}
              <TagField
                label={labels.tags}
                hint={labels.tagsHint}
                defaultValue={content.tags.join(", ")}
                refused={shown}
              />
              <Field
                name="authors"
                label={labels.authors}
                hint={labels.authorsHint}
                list="author-names"
                autoComplete="off"
                defaultValue={desk.authors.join(", ")}
                refused={shown}
              />
              <datalist id="author-names">
                {choices.authors.map(({ id, name }) => (
                  <option key={id} value={name} />
                ))}
              </datalist>
              <Field
                name="slug"
                label={labels.slug}
                hint={published ? labels.slugHintPublished : labels.slugHint}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={190}
                placeholder={live.slugProposal}
                defaultValue={content.slug}
                refused={shown}
              />
            </div>
          </details>
          <details open={props.lead !== null || shown?.fields.leadMediaId !== undefined} className="desk-part">
            <summary>{labels.leadPicture}</summary>
            <div className="form">
              <PictureField lead={props.lead} pictures={props.pictures} labels={labels} live={live} />
              <Field name="leadCaption" label={labels.leadCaption} defaultValue={content.leadCaption} refused={shown} />
            </div>
          </details>
          <details open={content.source !== null || hasError(shown, /^source/)} className="desk-part">
            <summary>{labels.source}</summary>
            <div className="form">
              <Field
                name="sourceName"
                label={labels.sourceName}
                list="source-names"
                autoComplete="off"
                defaultValue={content.source?.name}
                refused={shown}
              />
              <datalist id="source-names">
                {choices.sources.map(({ id, name }) => (
                  <option key={id} value={name} />
                ))}
              </datalist>
              <Field
                name="sourceTitle"
                label={labels.sourceTitle}
                defaultValue={content.source?.title}
                refused={shown}
              />
              <Field
                name="sourceUrl"
                label={labels.sourceUrl}
                type="url"
                inputMode="url"
                defaultValue={content.source?.url}
                refused={shown}
              />
              <label className="desk-tick">
                <input type="checkbox" name="syndicated" value="1" defaultChecked={content.source?.syndicated} />{" "}
                {labels.syndicated}
              </label>
            </div>
          </details>
          <details open={content.canonicalUrl !== "" || hasError(shown, /^(seo|canonical)/)} className="desk-part">
            <summary>{labels.seo}</summary>
            <div className="form">
              <Field
                name="seoTitle"
                label={labels.seoTitle}
                hint={labels.seoHint}
                defaultValue={content.seoTitle}
                refused={shown}
              />
              <TextArea
                name="seoDescription"
                label={labels.seoDescription}
                rows={3}
                defaultValue={content.seoDescription}
                refused={shown}
              />
              <Field
                name="canonicalUrl"
                label={labels.canonicalUrl}
                hint={labels.canonicalHint}
                type="url"
                inputMode="url"
                defaultValue={content.canonicalUrl}
                refused={shown}
              />
            </div>
          </details>
          <details open={hasError(shown, /^close/)} className="desk-part">
            <summary>{labels.comments}</summary>
            <div className="form">
              <div className="field">
                <label htmlFor="commentPolicy">{labels.commentPolicy}</label>
                <select
                  id="commentPolicy"
                  name="commentPolicy"
                  defaultValue={content.commentPolicy}
                  key={content.commentPolicy}
                >
                  {(["open", "premoderated", "closed"] as const).map((policy) => (
                    <option key={policy} value={policy}>
                      {labels[policy]}
                    </option>
                  ))}
                </select>
              </div>
              <Field
                name="closeAfterDays"
                label={labels.closeAfterDays}
                hint={labels.closeAfterDaysHint}
                inputMode="numeric"
                defaultValue={content.commentsCloseAfterDays ?? ""}
                refused={shown}
              />
            </div>
          </details>
        </fieldset>
        {mayEdit && desk.id > 0 && live.status === "draft" && (
          <details className="desk-part">
            <summary>{labels.deleteDraft}</summary>
            <p>{labels.deleteHint}</p>
            <button type="submit" name="act" value="delete" className="button" aria-disabled={pending}>
              {labels.deleteNow}
            </button>
          </details>
        )}
      </div>
    </form>
  );
}

function hasError(refused: { fields: Record<string, string> } | undefined, names: RegExp): boolean {
  return refused !== undefined && Object.keys(refused.fields).some((name) => names.test(name));
}
