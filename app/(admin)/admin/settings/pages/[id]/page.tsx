import "#app/desk.css";
import "#app/settings.css";
import "#app/arranging.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormDone } from "#components/ui/form-done.tsx";
import { requireAdmin } from "#features/members/loaders.ts";
import { ownPageLabels } from "#features/texts/components/labels.ts";
import { DeletePage, OwnPageForm } from "#features/texts/components/own-page-form.client.tsx";
import { loadOwnPage } from "#features/texts/loaders.ts";
import { ownPagePath, ownPagesAdmin } from "#features/texts/rules.ts";
import { translator } from "#i18n/translator.ts";

export const instant = false;
export const generateMetadata = () => adminMetadata(translator()("admin.places.ownPages"));

export default async function OwnPagePage({ params, searchParams }: PageProps<"/admin/settings/pages/[id]">) {
  const viewer = await requireAdmin();
  const page = await loadOwnPage((await params).id);
  const { done } = await searchParams;
  const t = translator();
  const labels = ownPageLabels(t);
  return (
    <AdminPage viewer={viewer} path={ownPagesAdmin} title={page?.title ?? t("texts.own.create")}>
      {done === "created" && <FormDone>{t("texts.own.done.created")}</FormDone>}
      <p className="desk-facts">
        <a href={ownPagesAdmin}>{t("admin.places.ownPages")}</a>
        {page && (
          <span className="desk-status" data-status={page.state}>
            {t(`texts.own.states.${page.state}`)}
          </span>
        )}
        {page?.state === "published" && <a href={ownPagePath(page.slug)}>{ownPagePath(page.slug)}</a>}
        {page?.state === "published" && <a href="/admin/settings#navigation">{t("texts.own.toNavigation")}</a>}
      </p>
      <OwnPageForm key={page?.id ?? "new"} page={page} labels={labels} />
      {page?.state === "draft" && <DeletePage id={page.id} label={labels.delete} />}
    </AdminPage>
  );
}
