import "#components/admin-shell/admin-forms.css";
import "#components/ui/stacked-table.css";
import "#features/wordpress/upload/components/imports.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { loadWorkerHealth } from "#features/jobs/loaders.ts";
import { RunView } from "#features/wordpress/upload/components/run-view.tsx";
import { loadImportRun } from "#features/wordpress/upload/loaders.ts";
import { importAdminPath } from "#features/wordpress/upload/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("imports.run.title"));

export default async function ImportRunPage({ params }: PageProps<"/admin/import/[id]">) {
  const viewer = await requireAdmin();
  const { run, waitsFor } = await loadImportRun((await params).id, loadWorkerHealth);
  return (
    <AdminPage
      viewer={viewer}
      path={importAdminPath}
      title={translator()("imports.run.title")}
      messages={["imports.control", "imports.refresh"]}
    >
      <RunView run={run} waitsFor={waitsFor} />
    </AdminPage>
  );
}
