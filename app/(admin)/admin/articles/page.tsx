import "#features/newsroom/components/bulk/bulk.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireContributor } from "#features/auth/loaders.ts";
import { mayPublish } from "#features/members/policy.ts";
import { ArticleRows, ListFilters, ListPagination } from "#features/newsroom/components/article-list.tsx";
import { BulkActionsProvider } from "#features/newsroom/components/bulk/bulk-context.client.tsx";
import { BulkForm } from "#features/newsroom/components/bulk/bulk-form.client.tsx";
import { readCursor, readFilter } from "#features/newsroom/list/rules.ts";
import { loadArticleList } from "#features/newsroom/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("newsroom.title"));

export default async function ArticlesPage({ searchParams }: PageProps<"/admin/articles">) {
  const viewer = await requireContributor();
  const query = await searchParams;
  const t = translator();
  const filter = readFilter(query);
  const cursor = readCursor(typeof query.after === "string" ? query.after : undefined);
  const { rows, next, choices, counts } = await loadArticleList(viewer, filter, cursor);
  const editor = mayPublish(viewer);
  const tools = (
    <a className="button button-strong" href="/admin/articles/new">
      {t("newsroom.write")}
    </a>
  );
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/articles"
      title={t("newsroom.title")}
      tools={tools}
      messages={["newsroom.bulk", "newsroom.form.withdrawNote"]}
    >
      {query.done === "deleted" && <FormSuccess>{t("newsroom.done.deleted")}</FormSuccess>}
      <ListFilters filter={filter} choices={choices} counts={counts} />
      {rows.length === 0 && <p className="admin-empty">{t("newsroom.empty")}</p>}
      {rows.length > 0 && !editor && <ArticleRows rows={rows} />}
      {rows.length > 0 && editor && (
        <BulkActionsProvider id="bulk">
          <BulkForm
            categories={choices.categories}
            statuses={[
              { value: "draft", label: t("newsroom.bulk.toDraft") },
              { value: "published", label: t("newsroom.bulk.toPublished") },
              { value: "withdrawn", label: t("newsroom.bulk.toWithdrawn") },
            ]}
          />
          <ArticleRows rows={rows} marks />
        </BulkActionsProvider>
      )}
      <ListPagination filter={filter} next={next} first={cursor === undefined} />
    </AdminPage>
  );
}
