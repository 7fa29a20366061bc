import "#components/admin-shell/admin-forms.css";
import "#components/ui/form-controls.css";
import "#features/syndication/sources/components/sources.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { sourcesAdminPath } from "#features/syndication/rules.ts";
import { OpmlForms } from "#features/syndication/sources/components/opml-forms.client.tsx";
import { opmlPath } from "#features/syndication/sources/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("sources.opml.title"));

export default async function ImportSourcesPage() {
  const viewer = await requireEditor();
  const t = translator();
  return (
    <AdminPage viewer={viewer} path={sourcesAdminPath} title={t("sources.opml.title")} messages={["sources"]}>
      <p className="admin-list-facts">
        <a href={sourcesAdminPath}>{t("admin.navigation.sources")}</a>
      </p>
      <section className="admin-section" aria-labelledby="import">
        <h2 id="import">{t("sources.opml.import")}</h2>
        <p>{t.typeset("sources.opml.importText")}</p>
        <OpmlForms />
      </section>
      <section className="admin-section" aria-labelledby="export">
        <h2 id="export">{t("sources.opml.export")}</h2>
        <p>{t.typeset("sources.opml.exportText")}</p>
        <p>
          <a className="button" href={opmlPath} download>
            {t("sources.opml.download")}
          </a>
        </p>
      </section>
    </AdminPage>
  );
}
