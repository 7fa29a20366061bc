import "#components/ui/keys.css";
import "#features/moderation/queue/components/queue.css";
import "#features/moderation/components/decision-feedback.css";
import "#features/moderation/components/note-fields.css";
import "#features/moderation/member-record/components/member-record.css";
import "#features/moderation/member-record/components/member-actions.css";
import "#features/reports/components/comment-reports.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import { AuthorPane } from "#features/moderation/queue/components/author-pane.client.tsx";
import { QueuePageContent } from "#features/moderation/queue/components/queue-page.tsx";
import { ShortcutHelp } from "#features/moderation/queue/components/shortcut-help.client.tsx";
import { loadQueue } from "#features/moderation/queue/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("moderation.queue.title"));

export default async function QueuePage({ searchParams }: PageProps<"/admin/moderation">) {
  const viewer = await requireModerator();
  const params = await searchParams;
  const queue = await loadQueue(viewer, params);
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/moderation"
      title={translator()("moderation.queue.title")}
      tools={<ShortcutHelp />}
      aside={<AuthorPane {...queue.person} />}
      messages={[
        "moderation.queue",
        "moderation.memberRecord",
        "moderation.noteFields",
        "reports.mark",
        "reports.unmark",
      ]}
    >
      <QueuePageContent queue={queue} viewer={viewer} params={params} />
    </AdminPage>
  );
}
