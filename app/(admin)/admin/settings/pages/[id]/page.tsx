import "#components/admin-shell/admin-forms.css";
import "#components/ui/page-preview.css";
import "#features/pages/components/pages-admin.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { DeletePageForm, PageForm } from "#features/pages/components/page-form.client.tsx";
import { loadPage } from "#features/pages/loaders.ts";
import { pageAddress, pagesAdminPath } from "#features/pages/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.pages"));

const messages = [
  "pages.admin",
  "taxonomy.slug",
  "errors.newsroom.slugEmpty",
  "newsroom.form.seo",
  "settings.admin.preview",
  "settings.admin.previewed",
] as const;

export default async function EditPagePage({ params, searchParams }: PageProps<"/admin/settings/pages/[id]">) {
  const viewer = await requireAdmin();
  const page = await loadPage((await params).id);
  const { done } = await searchParams;
  const t = translator();
  return (
    <AdminPage viewer={viewer} path={pagesAdminPath} title={page?.title ?? t("pages.admin.create")} messages={messages}>
      {done === "created" && <FormSuccess>{t("pages.admin.done.created")}</FormSuccess>}
      <p className="admin-list-facts">
        <a href={pagesAdminPath}>{t("admin.navigation.pages")}</a>
        {page && (
          <span className="admin-status" data-status={page.state}>
            {t(`pages.admin.states.${page.state}`)}
          </span>
        )}
        {page?.state === "published" && <a href={pageAddress(page.slug)}>{pageAddress(page.slug)}</a>}
        {page?.state === "published" && <a href="/admin/settings#navigation">{t("pages.admin.toNavigation")}</a>}
      </p>
      <PageForm key={page?.id ?? "new"} page={page} />
      {page?.state === "draft" && <DeletePageForm id={page.id} />}
    </AdminPage>
  );
}
