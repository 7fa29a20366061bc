import "#features/pages/components/pages-admin.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { PageList } from "#features/pages/components/page-list.tsx";
import { loadPages } from "#features/pages/loaders.ts";
import { pagesAdminPath } from "#features/pages/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.pages"));

export default async function PageListPage({ searchParams }: PageProps<"/admin/settings/pages">) {
  const viewer = await requireAdmin();
  const { done, after } = await searchParams;
  const { pages, next } = await loadPages(typeof after === "string" ? after : undefined);
  const t = translator();
  const tools = (
    <a className="button button-strong" href={`${pagesAdminPath}/new`}>
      {t("pages.admin.create")}
    </a>
  );
  return (
    <AdminPage viewer={viewer} path={pagesAdminPath} title={t("admin.navigation.pages")} tools={tools}>
      {done === "deleted" && <FormSuccess>{t("pages.admin.done.deleted")}</FormSuccess>}
      <p className="admin-intro">
        {t.typeset("pages.admin.lead")} <a href="/admin/settings#pages">{t("pages.admin.presets")}</a>
      </p>
      <PageList pages={pages} />
      {next !== undefined && (
        <p className="admin-form-actions">
          <a className="button" href={`${pagesAdminPath}?after=${next}`}>
            {t("pages.admin.more")}
          </a>
        </p>
      )}
    </AdminPage>
  );
}
