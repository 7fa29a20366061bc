import { adminMetadata } from "#app/(admin)/admin-page.tsx";
import { PreviewPage } from "#app/(site)/preview/preview-page.tsx";
import { requireContributor } from "#features/auth/loaders.ts";
import { loadPreview } from "#features/newsroom/preview/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("newsroom.preview.title"));

/** The content of the preview's frame. It is the only page that may be framed, and only by this site. */
export default async function PreviewViewPage({
  params,
  searchParams,
}: PageProps<"/admin/articles/[id]/preview/view">) {
  const viewer = await requireContributor();
  const { theme } = await searchParams;
  const article = await loadPreview(viewer, (await params).id);
  return <PreviewPage framed article={article} theme={theme === "dark" || theme === "light" ? theme : undefined} />;
}
