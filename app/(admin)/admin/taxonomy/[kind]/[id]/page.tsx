import "#components/admin-shell/admin-forms.css";
import "#features/taxonomy-admin/components/terms.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { termPath } from "#features/taxonomy/rules.ts";
import { TermForms } from "#features/taxonomy-admin/components/term-forms.client.tsx";
import { RunningMerges } from "#features/taxonomy-admin/components/term-list.tsx";
import { loadTerm } from "#features/taxonomy-admin/loaders.ts";
import { termListPath } from "#features/taxonomy-admin/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.taxonomy"));

const outcomes = ["created", "merged"] as const;

export default async function TermPage({ params, searchParams }: PageProps<"/admin/taxonomy/[kind]/[id]">) {
  const viewer = await requireEditor();
  const routeParams = await params;
  const { kind, term, version, articles, running } = await loadTerm(routeParams.kind, routeParams.id);
  const { done } = await searchParams;
  const outcome = outcomes.find((one) => one === done);
  const t = translator();
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/taxonomy"
      title={term.name}
      messages={["taxonomy", "errors.newsroom.slugEmpty"]}
    >
      {outcome && <FormSuccess>{t(`taxonomy.done.${outcome}`)}</FormSuccess>}
      <RunningMerges running={running} />
      <p className="admin-list-facts">
        <a href={termListPath(kind)}>{t(`taxonomy.plural.${kind}`)}</a>
        <a href={termPath(kind, term.slug)}>{termPath(kind, term.slug)}</a>
        <a href={`/admin/articles?${kind}=${term.id}`}>{t("taxonomy.articleCount", { count: articles })}</a>
      </p>
      <TermForms key={term.id} kind={kind} term={term} version={version} empty={articles === 0} />
    </AdminPage>
  );
}
