import "#features/newsletter/issues/components/issues.css";
import "#features/newsroom/components/preview-frame.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { MailPreview } from "#features/newsletter/issues/components/mail-preview.tsx";
import { loadPreviewTopics } from "#features/newsletter/issues/loaders.ts";
import { readMailPreviewOptions } from "#features/newsletter/issues/preview.ts";
import { issueEditorPath } from "#features/newsletter/issues/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("issues.preview.title"));

export default async function IssuePreviewPage({ params, searchParams }: PageProps<"/admin/newsletter/[id]/preview">) {
  const viewer = await requireEditor();
  const { issue, topics } = await loadPreviewTopics((await params).id);
  const path = issueEditorPath(issue.id);
  const t = translator();
  return (
    <AdminPage
      viewer={viewer}
      path={path}
      title={t("issues.preview.title")}
      tools={<a href={path}>{t("issues.preview.back")}</a>}
    >
      <MailPreview issue={issue} topics={topics} options={readMailPreviewOptions(await searchParams)} />
    </AdminPage>
  );
}
