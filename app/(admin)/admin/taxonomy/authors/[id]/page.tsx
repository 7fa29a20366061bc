import "#features/media/components/uploads.css";
import "#components/admin-shell/admin-forms.css";
import "#features/media/components/media-picker.css";
import "#features/media/components/picture-choices.css";
import "#features/taxonomy-admin/components/terms.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { pickerMessages } from "#features/media/rules.ts";
import { loadAuthor } from "#features/taxonomy-admin/authors/loaders.ts";
import { authorListPath } from "#features/taxonomy-admin/authors/rules.ts";
import { AuthorForm } from "#features/taxonomy-admin/components/author-form.client.tsx";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("taxonomy.plural.author"));

export default async function AuthorAdminPage({ params }: PageProps<"/admin/taxonomy/authors/[id]">) {
  const viewer = await requireEditor();
  const { author, version, pictures } = await loadAuthor((await params).id);
  const t = translator();
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/taxonomy"
      title={author.name}
      messages={["taxonomy", "settings.picture", ...pickerMessages]}
    >
      <p className="admin-list-facts">
        <a href={authorListPath()}>{t("taxonomy.plural.author")}</a>
        <a href={`/authors/${author.handle}`}>/authors/{author.handle}</a>
        {author.member && <span>{t.typeset("taxonomy.writtenBy", { name: author.member })}</span>}
      </p>
      <AuthorForm author={author} version={version} pictures={pictures} />
    </AdminPage>
  );
}
