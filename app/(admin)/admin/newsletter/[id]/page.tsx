import "#components/admin-shell/admin-forms.css";
import "#components/admin-shell/order-list.css";
import "#features/newsletter/issues/components/issues.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { IssueEditor } from "#features/newsletter/issues/components/issue-editor.tsx";
import { loadIssue } from "#features/newsletter/issues/loaders.ts";
import { issueEditorPath } from "#features/newsletter/issues/rules.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.newsletter"));

const messages = ["issues.form", "issues.sending", "issues.done", "issues.delete", "home.order"] as const;

export default async function IssuePage({ params, searchParams }: PageProps<"/admin/newsletter/[id]">) {
  const viewer = await requireEditor();
  const { q, done } = await searchParams;
  const query = searchWords(singleParam(q));
  const loaded = await loadIssue((await params).id, query);
  return (
    <AdminPage viewer={viewer} path={issueEditorPath(loaded.issue.id)} title={loaded.title} messages={messages}>
      <IssueEditor loaded={loaded} query={query} done={singleParam(done)} />
    </AdminPage>
  );
}
