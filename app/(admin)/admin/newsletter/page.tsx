import "#components/admin-shell/admin-forms.css";
import "#features/newsletter/issues/components/issues.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { ComposeForm } from "#features/newsletter/issues/components/compose-form.client.tsx";
import { IssueList } from "#features/newsletter/issues/components/issue-list.tsx";
import { loadIssues } from "#features/newsletter/issues/loaders.ts";
import { issuesPath } from "#features/newsletter/issues/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.newsletter"));

export default async function IssueListPage({ searchParams }: PageProps<"/admin/newsletter">) {
  const viewer = await requireEditor();
  const { before, done } = await searchParams;
  const { issues, next, topics } = await loadIssues(singleParam(before));
  const t = translator();
  return (
    <AdminPage viewer={viewer} path={issuesPath} title={t("admin.navigation.newsletter")} messages={["issues.compose"]}>
      {done === "deleted" && <FormSuccess>{t("issues.list.deleted")}</FormSuccess>}
      <section className="issue-part" aria-labelledby="compose">
        <h2 id="compose">{t("issues.compose.title")}</h2>
        <p className="admin-intro">{t.typeset("issues.compose.intro")}</p>
        <ComposeForm topics={topics} />
      </section>
      <section className="issue-part" aria-labelledby="issues">
        <h2 id="issues">{t("issues.list.pages")}</h2>
        <IssueList issues={issues} next={next} isFirstPage={before === undefined} />
      </section>
    </AdminPage>
  );
}
