import "#components/admin-shell/admin-forms.css";
import "#features/newsletter/issues/components/issues.css";
import "#features/newsletter/sending/components/sending.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { issueEditorPath } from "#features/newsletter/issues/rules.ts";
import { SendingView } from "#features/newsletter/sending/components/sending-view.tsx";
import { loadSending } from "#features/newsletter/sending/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("sending.title"));

const messages = [
  "sending.progress",
  "sending.states",
  "sending.control",
  "sending.uncertain",
  "sending.failures",
] as const;

export default async function SendingPage({ params, searchParams }: PageProps<"/admin/newsletter/[id]/sending">) {
  const viewer = await requireEditor();
  const loaded = await loadSending((await params).id, viewer, singleParam((await searchParams).after));
  return (
    <AdminPage
      viewer={viewer}
      path={issueEditorPath(loaded.issue.id)}
      title={translator()("sending.title")}
      messages={messages}
    >
      <SendingView loaded={loaded} />
    </AdminPage>
  );
}
