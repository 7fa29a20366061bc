import "#app/desk.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormDone } from "#components/ui/form-done.tsx";
import { requireContributor } from "#features/members/loaders.ts";
import { ArticleTable, ListFilters, ListPages } from "#features/newsroom/components/article-list.tsx";
import { BulkDesk } from "#features/newsroom/components/bulk/desk.client.tsx";
import { BulkForm } from "#features/newsroom/components/bulk/form.client.tsx";
import { readCursor, readFilter } from "#features/newsroom/list/rules.ts";
import { loadList } from "#features/newsroom/loaders.ts";
import { mayPublish } from "#features/newsroom/policy.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

export const instant = false;
export const generateMetadata = () => adminMetadata(translator()("newsroom.title"));

export default async function ArticlesPage({ searchParams }: PageProps<"/admin/articles">) {
  const viewer = await requireContributor();
  const asked = await searchParams;
  const t = translator();
  const filter = readFilter(asked);
  const cursor = readCursor(typeof asked.after === "string" ? asked.after : undefined);
  const { rows, next, choices, counts } = await loadList(viewer, filter, cursor);
  const editor = mayPublish(viewer);
  const tools = (
    <a className="button button-strong" href="/admin/articles/new">
      {t("newsroom.write")}
    </a>
  );
  return (
    <AdminPage viewer={viewer} path="/admin/articles" title={t("newsroom.title")} tools={tools}>
      {asked.done === "deleted" && <FormDone>{t("newsroom.done.deleted")}</FormDone>}
      <ListFilters filter={filter} choices={choices} counts={counts} />
      {rows.length === 0 && <p className="admin-empty">{t("newsroom.empty")}</p>}
      {rows.length > 0 && !editor && <ArticleTable rows={rows} />}
      {rows.length > 0 && editor && (
        <BulkDesk id="bulk">
          <BulkForm
            categories={choices.categories}
            statuses={[
              { value: "draft", label: t("newsroom.bulk.toDraft") },
              { value: "published", label: t("newsroom.bulk.toPublished") },
              { value: "withdrawn", label: t("newsroom.bulk.toWithdrawn") },
            ]}
            labels={{
              legend: t("newsroom.bulk.legend"),
              markAll: t("newsroom.bulk.markAll"),
              status: t("newsroom.bulk.status"),
              toStatus: t("newsroom.bulk.toStatus"),
              withdrawNote: t("newsroom.form.withdrawNote"),
              withdrawNoteHint: typeset(t("newsroom.bulk.withdrawNoteHint")),
              category: t("newsroom.bulk.category"),
              toCategory: t("newsroom.bulk.toCategory"),
              tag: t("newsroom.bulk.tag"),
              toTag: t("newsroom.bulk.toTag"),
              choose: t("newsroom.bulk.choose"),
              refusedOnes: t("newsroom.bulk.refusedOnes"),
              heldAnyway: t("newsroom.bulk.heldAnyway"),
            }}
          />
          <ArticleTable rows={rows} marks />
        </BulkDesk>
      )}
      <ListPages filter={filter} next={next} first={cursor === undefined} />
    </AdminPage>
  );
}
