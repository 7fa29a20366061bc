import "#components/admin-shell/admin-forms.css";
import "#components/ui/form-controls.css";
import "#features/wordpress/upload/components/imports.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { ExportForm } from "#features/wordpress/upload/components/export-form.client.tsx";
import { RunList } from "#features/wordpress/upload/components/run-list.tsx";
import { loadImports } from "#features/wordpress/upload/loaders.ts";
import { importAdminPath } from "#features/wordpress/upload/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.import"));

export default async function ImportsPage({ searchParams }: PageProps<"/admin/import">) {
  const viewer = await requireAdmin();
  const { before, refused } = await searchParams;
  const { zones, receivesFiles, refusal, ...list } = await loadImports({
    before: singleParam(before),
    code: singleParam(refused),
  });
  const t = translator();
  return (
    <AdminPage viewer={viewer} path={importAdminPath} title={t("admin.navigation.import")} messages={["imports.form"]}>
      <p className="admin-intro">{t.typeset("imports.lead")}</p>
      <ExportForm zones={zones} receivesFiles={receivesFiles} refusal={refusal} />
      <RunList {...list} />
    </AdminPage>
  );
}
