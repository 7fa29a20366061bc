import "#components/ui/keys.css";
import "#components/admin-shell/admin-list.css";
import "#features/moderation/queue/components/queue.css";
import "#features/newsroom/components/revisions.css";
import "#features/syndication/inbox/components/inbox.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { InboxPageContent } from "#features/syndication/inbox/components/inbox-page.tsx";
import { InboxShortcuts } from "#features/syndication/inbox/components/shortcut-dialog.client.tsx";
import { loadInbox } from "#features/syndication/inbox/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("inbox.title"));

export default async function InboxPage({ searchParams }: PageProps<"/admin/inbox">) {
  const viewer = await requireEditor();
  const inbox = await loadInbox(viewer, await searchParams);
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/inbox"
      title={translator()("inbox.title")}
      tools={<InboxShortcuts />}
      messages={["inbox"]}
    >
      <InboxPageContent inbox={inbox} />
    </AdminPage>
  );
}
