import "#features/media/components/media-library.css";
import { notFound } from "next/navigation";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireContributor } from "#features/auth/loaders.ts";
import { PictureDetails } from "#features/media/components/picture-details.tsx";
import { loadPicture } from "#features/media/library/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";
import { isMediaId } from "#lib/media-path.ts";

export const generateMetadata = () => adminMetadata(translator()("media.title"));

export default async function PicturePage({ params, searchParams }: PageProps<"/admin/media/[id]">) {
  const viewer = await requireContributor();
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const loaded = isMediaId(id) ? await loadPicture(id, query) : undefined;
  if (!loaded) notFound();
  const t = translator();
  const { alt, caption, originalName } = loaded.picture;
  return (
    <AdminPage
      viewer={viewer}
      path={`/admin/media/${id}`}
      title={alt || caption || originalName || t("media.untitled")}
      tools={<a href="/admin/media">{t("media.picture.back")}</a>}
      messages={["media.picture"]}
    >
      <PictureDetails {...loaded} viewer={viewer} zone={(await getSettings())["site.zone"]} t={t} />
    </AdminPage>
  );
}
