import "#components/admin-shell/admin-forms.css";
import "#features/taxonomy-admin/components/terms.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { CreateCategoryForm } from "#features/taxonomy-admin/components/create-category.client.tsx";
import { RunningMerges, TermList } from "#features/taxonomy-admin/components/term-list.tsx";
import { loadTerms } from "#features/taxonomy-admin/loaders.ts";
import { parseTermKind } from "#features/taxonomy-admin/rules.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.taxonomy"));

export default async function TaxonomyPage({ searchParams }: PageProps<"/admin/taxonomy">) {
  const viewer = await requireEditor();
  const query = await searchParams;
  const t = translator();
  const kind = parseTermKind(query.kind) ?? "category";
  const words = searchWords(singleParam(query.q));
  const after = singleParam(query.after)?.slice(0, 300);
  const { running, ...list } = await loadTerms(kind, { words, after });
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/taxonomy"
      title={t("admin.navigation.taxonomy")}
      messages={["taxonomy", "errors.newsroom.slugEmpty"]}
    >
      {query.done === "deleted" && <FormSuccess>{t("taxonomy.done.deleted")}</FormSuccess>}
      <RunningMerges running={running} />
      <TermList kind={kind} words={words} first={after === undefined} {...list} />
      {kind === "category" && <CreateCategoryForm />}
    </AdminPage>
  );
}
