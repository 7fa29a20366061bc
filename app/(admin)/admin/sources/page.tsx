import "#components/admin-shell/admin-forms.css";
import "#components/charts/charts.css";
import "#components/ui/stacked-table.css";
import "#features/syndication/sources/components/sources.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { OutageNotice } from "#features/jobs/components/outage-notice.tsx";
import { loadWorkerHealth } from "#features/jobs/loaders.ts";
import { sourcesAdminPath } from "#features/syndication/rules.ts";
import { CreditedSources } from "#features/syndication/sources/components/credited-sources.tsx";
import { EmptySources } from "#features/syndication/sources/components/empty-sources.tsx";
import { FeedChart } from "#features/syndication/sources/components/feed-charts.tsx";
import { FeedList } from "#features/syndication/sources/components/feed-list.tsx";
import { loadFeeds } from "#features/syndication/sources/loaders.ts";
import { createPreviewToken } from "#features/syndication/sources/preview/preview-token.ts";
import { addFeedPath, feedFilters, feedSorts, importFeedsPath } from "#features/syndication/sources/rules.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.sources"));

export default async function SourcesPage({ searchParams }: PageProps<"/admin/sources">) {
  const viewer = await requireEditor();
  const search = await searchParams;
  const t = translator();
  const query = {
    filter: feedFilters.find((filter) => filter === search.filter) ?? "all",
    sort: feedSorts.find((sort) => sort === search.sort) ?? "added",
    words: searchWords(singleParam(search.q)),
  };
  const [{ figures, credited, ...list }, health] = await Promise.all([
    loadFeeds(query, singleParam(search.after)),
    loadWorkerHealth(),
  ]);
  const { counts } = list;
  const imported = /^\d{1,6}$/.test(singleParam(search.imported) ?? "") ? Number(search.imported) : undefined;
  const isEmpty = counts.all + counts.removed === 0;
  return (
    <AdminPage
      viewer={viewer}
      path={sourcesAdminPath}
      title={t("admin.navigation.sources")}
      tools={
        !isEmpty && (
          <p className="feeds-tools">
            <a className="button button-strong" href={addFeedPath}>
              {t("sources.addLink")}
            </a>
            <a className="button" href={importFeedsPath}>
              {t("sources.opmlLink")}
            </a>
          </p>
        )
      }
    >
      <OutageNotice health={health} link={viewer.role === "admin"} />
      {search.done === "remove" && <FormSuccess>{t.typeset("sources.done.remove")}</FormSuccess>}
      {imported !== undefined && <FormSuccess>{t.typeset("sources.done.imported", { count: imported })}</FormSuccess>}
      {isEmpty ? <EmptySources /> : <p className="admin-intro">{t.typeset("sources.lead")}</p>}
      <FeedList query={query} {...list} />
      {!isEmpty && list.isFirstPage && <FeedChart figures={figures} by="day" />}
      <CreditedSources sources={credited} token={createPreviewToken(viewer.id)} />
    </AdminPage>
  );
}
