import { intlTags } from "#lib/intl-tags.ts";
import "#components/admin-shell/admin-forms.css";
import "#features/media/components/uploads.css";
import "#features/editor/components/editor.css";
import "#features/media/components/media-picker.css";
import "#features/media/components/picture-choices.css";
import "#features/newsroom/components/article-form.css";
import "#features/newsroom/components/publish-panel.css";
import { randomUUID } from "node:crypto";
import type { ReactNode } from "react";
import { AdminPage } from "#app/(admin)/admin-page.tsx";
import type { Viewer } from "#features/auth/viewer.ts";
import { pickerMessages } from "#features/media/rules.ts";
import { AlertButton } from "#features/newsletter/issues/components/alert-button.client.tsx";
import { ArticleForm } from "#features/newsroom/components/article-form.client.tsx";
import { Checklist } from "#features/newsroom/components/checklist.client.tsx";
import { countContentWords } from "#features/newsroom/drafts/count-words.ts";
import type { loadDraft, loadNewDraft } from "#features/newsroom/loaders.ts";
import { describeSchedule } from "#features/newsroom/schedule/describe-schedule.ts";
import { getSettings } from "#features/settings/cached.ts";
import type { MessagePath } from "#i18n/pick-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";

const doneActs = ["save", "publish", "unpublish", "discard", "restore", "schedule", "unschedule", "withdraw"] as const;

const messages: readonly MessagePath[] = [
  "editor",
  "issues.alert",
  "newsroom.form",
  "newsroom.checklist",
  "errors.newsroom.slugEmpty",
  ...pickerMessages,
];

type Props = Awaited<ReturnType<typeof loadDraft | typeof loadNewDraft>> & {
  viewer: Viewer;
  path: string;
  /** The result of the last action (`?done=`). */
  done?: string | string[] | undefined;
  /** `publish`, `schedule` (for the time `at`): requested, and to be confirmed because of a finding. */
  ask?: string | string[] | undefined;
  at?: string | string[] | undefined;
  /** Shown above the form. */
  notice?: ReactNode;
};

/** The editor, for a new article and for an existing one. */
export async function EditorPage({
  viewer,
  path,
  done,
  ask,
  at,
  draft,
  lead,
  lease,
  found,
  choices,
  pictures,
  search,
  mayEdit,
  mayPublish,
  mayChooseBylines,
  plan,
  withdrawNote,
  storyPlace,
  notice,
}: Props) {
  const t = translator();
  const zone = (await getSettings())["site.zone"];
  const deed = doneActs.find((one) => one === done);
  return (
    <AdminPage
      viewer={viewer}
      path={path}
      title={draft.id === 0 ? t("newsroom.new") : t("newsroom.edit")}
      messages={messages}
    >
      {notice}
      <ArticleForm
        draft={{
          id: draft.id,
          slug: draft.slug,
          status: draft.status,
          version: draft.version,
          differs: draft.differs,
          content: draft.content,
          discussion: draft.discussion,
          savedBy: draft.savedBy,
          savedAt: draft.savedAt?.toISOString() ?? null,
          lastPageKey: draft.lastPageKey,
          key: randomUUID(),
          words: countContentWords(draft.content),
          plan: plan ? describeSchedule(plan, zone) : null,
          withdrawNote,
          storyPlace,
          zone,
          asks: ask === "publish" || ask === "schedule" ? { act: ask, at: String(at ?? "").slice(0, 40) } : null,
        }}
        me={{ id: viewer.id, name: viewer.name }}
        initialLockHolder={lease && lease.memberId !== viewer.id ? lease.name : null}
        mayEdit={mayEdit}
        mayPublish={mayPublish}
        mayChooseBylines={mayChooseBylines}
        choices={choices}
        pictures={pictures.map(({ id, revision, alt, originalName }) => ({ id, revision, alt, name: originalName }))}
        lead={lead ? { id: lead.id, revision: lead.revision, alt: lead.alt } : null}
        search={search}
        done={deed ? t.typeset(`newsroom.done.${deed}`) : null}
        checks={found?.length ?? null}
        clock={{ locale: intlTags[siteLocale()], zone }}
        panel={<Checklist found={found} mayPublish={mayPublish && mayEdit} />}
      />
      {mayPublish && draft.status === "published" && (
        <section className="admin-section" aria-labelledby="alert">
          <h2 id="alert">{t("issues.alert.title")}</h2>
          <p>{t.typeset("issues.alert.hint")}</p>
          <AlertButton articleId={draft.id} />
        </section>
      )}
    </AdminPage>
  );
}
