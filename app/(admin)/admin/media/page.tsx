import "#features/media/components/uploads.css";
import "#features/media/components/media-library.css";
import "#features/media/components/media-picker.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireContributor } from "#features/auth/loaders.ts";
import { LibraryFilter } from "#features/media/components/library-filter.tsx";
import { LibraryGrid } from "#features/media/components/library-grid.tsx";
import { UploadForm } from "#features/media/components/upload-form.client.tsx";
import { loadLibrary } from "#features/media/library/loaders.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

export const generateMetadata = () => adminMetadata(translator()("media.title"));

export default async function MediaPage({ searchParams }: PageProps<"/admin/media">) {
  const viewer = await requireContributor();
  const { wanted, pictures, uploaders, nextHref, firstHref, refusals, added, deleted } = await loadLibrary(
    await searchParams,
  );
  const t = translator();
  const narrowed = Boolean(wanted.words || wanted.only || wanted.uploaderId || wanted.after);
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/media"
      title={t("media.title")}
      messages={["media.upload", "errors.picture.tooLarge"]}
    >
      {refusals.map((sentence) => (
        <FormAlert key={sentence}>{typeset(sentence)}</FormAlert>
      ))}
      {added > 0 && <FormSuccess>{t("media.upload.added", { count: added })}</FormSuccess>}
      {deleted && <FormSuccess>{t("media.upload.deleted")}</FormSuccess>}
      <UploadForm />
      <LibraryFilter wanted={wanted} uploaders={uploaders} t={t} />
      {pictures.length === 0 ? (
        <p className="admin-empty">{narrowed ? t.typeset("media.noneFound") : t.typeset("media.empty")}</p>
      ) : (
        <LibraryGrid pictures={pictures} t={t} />
      )}
      {(nextHref || firstHref) && (
        <nav className="media-pages" aria-label={t("media.pages")}>
          {firstHref && <a href={firstHref}>{t("media.first")}</a>}
          {nextHref && (
            <a className="button" rel="next" href={nextHref}>
              {t("media.next")}
            </a>
          )}
        </nav>
      )}
    </AdminPage>
  );
}
