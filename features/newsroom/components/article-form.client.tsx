"use client";

import { type ReactNode, useRef, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { BodyEditor } from "#features/editor/components/body-editor.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { saveArticle } from "../drafts/actions.ts";
import { useEditorSession } from "../editor-session/browser/use-editor-session.client.tsx";
import { DraftStats } from "./draft-stats.client.tsx";
import { EditorMessages } from "./editor-messages.client.tsx";
import { isChangeRefusal } from "./form/change-fields.tsx";
import { CommentsSection } from "./form/comments-section.tsx";
import { HeadlineFields } from "./form/headline-fields.tsx";
import { LeadPictureSection } from "./form/lead-picture-section.tsx";
import { PublishButton } from "./form/publish-button.tsx";
import { PublishingSection } from "./form/publishing-section.tsx";
import { SavedDraftContext } from "./form/saved-draft-context.ts";
import type { Choices, FormDraft, SectionProps } from "./form/section-props.ts";
import { SeoSection } from "./form/seo-section.tsx";
import { SourceSection } from "./form/source-section.tsx";
import { TaxonomySection } from "./form/taxonomy-section.tsx";
import type { SiteClock } from "./format-time.ts";
import type { PictureChoice } from "./lead-picture-field.client.tsx";
import { SaveStatusBar } from "./save-status.client.tsx";

/** The id of the row above the title that holds the toolbar. */
const toolsId = "editor-tools";

interface Props {
  draft: FormDraft;
  me: { id: number; name: string };
  /** The name of the member who has it open, as the server saw it. */
  initialLockHolder: string | null;
  mayEdit: boolean;
  mayPublish: boolean;
  mayChooseBylines: boolean;
  choices: Choices;
  pictures: PictureChoice[];
  lead: PictureChoice | null;
  /** The act just carried out, for pages without scripts. */
  done: string | null;
  clock: SiteClock;
  /** The search terms of a page without scripts. */
  search: SectionProps["search"];
  /** Number of checklist findings of the saved article; null before the first save. */
  checks: number | null;
  /** Content below the publishing buttons: preview, schedule, checklist and corrections. */
  panel?: ReactNode;
}

/**
 * The editor: one form, which works without scripts; with them it saves automatically and the body is edited in place.
 * Its sections are in `form/`, one file each.
 */
export function ArticleForm(props: Props) {
  const t = useTranslator();
  const { draft, mayEdit, mayPublish, choices } = props;
  const [state, action, pending] = useFormAction(saveArticle, idleState);
  const form = useRef<HTMLFormElement>(null);
  const refused = state.status === "refused" ? state : undefined;
  const [checks, setChecks] = useState(props.checks);
  const [headline, setHeadline] = useState(draft.content.title);
  const editorSession = useEditorSession({ draft, me: props.me, mayEdit, form });
  const session =
    refused?.code === "newsroom.asksFirst" ? { ...editorSession, asks: "schedule" as const } : editorSession;
  const refusal = session.refused ?? refused;
  const typed = (name: string, stored: string) => refused?.typed[name] ?? stored;
  const { search, mayChooseBylines } = props;
  const section: SectionProps = {
    draft,
    choices,
    mayChooseBylines,
    search,
    session,
    refusal,
    typed,
  };
  const closed = !mayEdit || session.locked;
  return (
    <form
      ref={form}
      action={action}
      className="article-form"
      noValidate
      // Fields restored by the browser would look newer than the copies.
      autoComplete="off"
      onSubmit={session.onSubmit}
      onInput={(event) => {
        session.onInput(event);
        if (event.target instanceof HTMLTextAreaElement && event.target.name === "title")
          setHeadline(event.target.value);
      }}
      aria-label={t.typeset("newsroom.form.text")}
    >
      {/* Enter in a field activates the form's first button. */}
      <button type="submit" name="act" value="save" className="sr-only" tabIndex={-1} aria-hidden="true">
        {t.typeset("newsroom.form.save")}
      </button>
      {session.id > 0 && <input type="hidden" name="id" value={session.id} />}
      <input type="hidden" name="version" value={session.version} />
      <input type="hidden" name="seen" value={session.status} />
      <input type="hidden" name="key" value={typed("key", session.key)} />
      <SaveStatusBar
        session={session}
        clock={props.clock}
        place={
          <nav className="save-status-place" aria-label={t.typeset("newsroom.form.place")}>
            <a href="/admin/articles">{t.typeset("newsroom.form.articles")}</a>
            <span>{headline || t.typeset("newsroom.form.newTitle")}</span>
          </nav>
        }
      >
        <DraftStats length={session.length} checks={checks} clock={props.clock} />
        <div className="save-status-actions">
          {session.id > 0 && (
            <a className="button" href={`/admin/articles/${session.id}/preview`}>
              {t.typeset("newsroom.form.preview")}
            </a>
          )}
          {mayEdit && mayPublish && <PublishButton session={session} locked={closed} pending={pending} />}
        </div>
      </SaveStatusBar>
      <div className="article-form-main">
        <div id={toolsId} className="editor-tools" />
        {/* Outside the fieldset: its buttons must work while the fieldset is disabled. */}
        <EditorMessages session={session} initialLockHolder={props.initialLockHolder} clock={props.clock} />
        <fieldset disabled={closed}>
          <legend className="sr-only">{t.typeset("newsroom.form.text")}</legend>
          <FormAlert answer={refusal}>
            {refusal && Object.keys(refusal.fields).length === 0 ? refusal.message : null}
          </FormAlert>
          {refusal && Object.keys(refusal.fields).length > 0 && !isChangeRefusal(refusal) && (
            <FormAlert answer={refusal}>{t.typeset("newsroom.form.lookAtFields")}</FormAlert>
          )}
          {props.done && state.status === "idle" && <FormSuccess>{props.done}</FormSuccess>}
          {!mayEdit && <p className="editor-notice">{t.typeset("newsroom.form.readOnly")}</p>}
          <HeadlineFields draft={draft} refusal={refusal} form={form} />
          <BodyEditor
            html={typed("body", draft.content.bodyHtml)}
            editable={!closed}
            error={refusal?.fields.body}
            host={session}
            toolsId={toolsId}
          />
        </fieldset>
      </div>
      <div className="article-form-side">
        <SavedDraftContext value={{ ...session, setChecks }}>
          <PublishingSection
            {...section}
            mayEdit={mayEdit}
            mayPublish={mayPublish}
            pending={pending}
            panel={props.panel}
          />
        </SavedDraftContext>
        <fieldset disabled={closed}>
          <legend className="sr-only">{t.typeset("newsroom.form.settings")}</legend>
          <TaxonomySection {...section} />
          <LeadPictureSection {...section} lead={props.lead} pictures={props.pictures} />
          <SourceSection {...section} />
          <SeoSection {...section} />
          <CommentsSection {...section} />
        </fieldset>
        {mayEdit && draft.id > 0 && session.status === "draft" && (
          <details className="form-section">
            <summary>{t.typeset("newsroom.form.deleteDraft")}</summary>
            <p>{t.typeset("newsroom.form.deleteHint")}</p>
            <button type="submit" name="act" value="delete" className="button" aria-disabled={pending}>
              {t.typeset("newsroom.form.deleteNow")}
            </button>
          </details>
        )}
      </div>
    </form>
  );
}
