import { PreviewLinks } from "#features/newsroom/components/preview-links.tsx";
import "#features/newsroom/components/preview-frame.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireContributor } from "#features/auth/loaders.ts";
import { PreviewFrame } from "#features/newsroom/components/preview-frame.tsx";
import { loadPreviewLinks } from "#features/newsroom/preview/loaders.ts";
import { readPreviewOptions } from "#features/newsroom/preview/rules.ts";
import { translator } from "#i18n/translator.ts";
import { insideQuotes } from "#lib/typography.ts";

export const generateMetadata = () => adminMetadata(translator()("newsroom.preview.title"));

export default async function PreviewPage({ params, searchParams }: PageProps<"/admin/articles/[id]/preview">) {
  const viewer = await requireContributor();
  const { id } = await params;
  const search = await searchParams;
  const t = translator();
  const { draft, mayEdit, links } = await loadPreviewLinks(viewer, id);
  const path = `/admin/articles/${draft.id}/preview`;
  return (
    <AdminPage
      viewer={viewer}
      path={path}
      title={t.typeset("newsroom.preview.of", {
        title: insideQuotes(draft.content.title) || t.typeset("newsroom.untitled"),
      })}
      tools={<a href={`/admin/articles/${draft.id}`}>{t("newsroom.revisions.back")}</a>}
    >
      {search.done === "share" && <FormSuccess>{t("newsroom.preview.shared")}</FormSuccess>}
      {search.done === "unshare" && <FormSuccess>{t.typeset("newsroom.preview.unshared")}</FormSuccess>}
      <PreviewFrame path={path} look={readPreviewOptions(search)} />
      <PreviewLinks id={draft.id} links={links} mayEdit={mayEdit} />
    </AdminPage>
  );
}
