import "#app/desk.css";
import "#app/arranging.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormDone } from "#components/ui/form-done.tsx";
import { requireAdmin } from "#features/members/loaders.ts";
import { OwnPageList } from "#features/texts/components/own-page-list.tsx";
import { loadOwnPages } from "#features/texts/loaders.ts";
import { ownPagesAdmin } from "#features/texts/rules.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

export const instant = false;
export const generateMetadata = () => adminMetadata(translator()("admin.places.ownPages"));

export default async function OwnPagesPage({ searchParams }: PageProps<"/admin/settings/pages">) {
  const viewer = await requireAdmin();
  const { done } = await searchParams;
  const pages = await loadOwnPages();
  const t = translator();
  const tools = (
    <a className="button button-strong" href={`${ownPagesAdmin}/new`}>
      {t("texts.own.create")}
    </a>
  );
  return (
    <AdminPage viewer={viewer} path={ownPagesAdmin} title={t("admin.places.ownPages")} tools={tools}>
      {done === "deleted" && <FormDone>{t("texts.own.done.deleted")}</FormDone>}
      <p className="home-lead">
        {typeset(t("texts.own.lead"))} <a href="/admin/settings#pages">{t("texts.own.presets")}</a>
      </p>
      <OwnPageList pages={pages} />
    </AdminPage>
  );
}
