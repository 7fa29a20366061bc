import "#components/admin-shell/admin-forms.css";
import "#features/taxonomy-admin/components/terms.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { loadAuthors } from "#features/taxonomy-admin/authors/loaders.ts";
import { AuthorList } from "#features/taxonomy-admin/components/author-list.tsx";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("taxonomy.plural.author"));

export default async function AuthorsAdminPage({ searchParams }: PageProps<"/admin/taxonomy/authors">) {
  const viewer = await requireEditor();
  const query = await searchParams;
  const words = searchWords(singleParam(query.q));
  const after = singleParam(query.after)?.slice(0, 300);
  const list = await loadAuthors({ words, after });
  return (
    <AdminPage viewer={viewer} path="/admin/taxonomy" title={translator()("admin.navigation.taxonomy")}>
      <AuthorList words={words} first={after === undefined} {...list} />
    </AdminPage>
  );
}
