import "#components/admin-shell/admin-forms.css";
import "#components/admin-shell/order-list.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { HomeOrderEditor } from "#features/home/components/home-order-editor.client.tsx";
import { loadHomeOrder } from "#features/home/loaders.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.home"));

export default async function HomeOrderPage({ searchParams }: PageProps<"/admin/home">) {
  const viewer = await requireEditor();
  const words = searchWords(singleParam((await searchParams).q));
  const { last, ...order } = await loadHomeOrder(words);
  const t = translator();
  const tools = (
    <a className="button" href="/">
      {t("home.order.see")}
    </a>
  );
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/home"
      title={t("admin.navigation.home")}
      tools={tools}
      messages={["home.order"]}
    >
      <p className="admin-intro">{t.typeset("home.order.intro")}</p>
      {last && (
        <p className="admin-list-facts">
          <span>{t("home.order.lastChange", { name: last.by ?? t("settings.admin.deletedAccount") })}</span>
          <FormattedDate at={last.at} style="long" />
        </p>
      )}
      <form action="/admin/home" className="admin-filters">
        <label className="admin-filter-search">
          <span>{t("home.order.search")}</span>
          <input type="search" name="q" defaultValue={words} maxLength={200} />
        </label>
        <button type="submit" className="button">
          {t("home.order.find")}
        </button>
      </form>
      <HomeOrderEditor {...order} />
    </AdminPage>
  );
}
