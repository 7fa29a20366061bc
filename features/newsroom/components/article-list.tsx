import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import type { Choice, ListRow } from "../list/queries.ts";
import { type Cursor, type ListFilter, listPath } from "../list/rules.ts";
import { articleStatuses } from "../rules.ts";
import { SelectArticle } from "./bulk/bulk-context.client.tsx";

interface FilterProps {
  filter: ListFilter;
  choices: { categories: Choice[]; authors: Choice[]; sources: Choice[] };
  counts: Partial<Record<string, number>>;
}

/** The list's filters: tabs of statuses, then a form that sends a GET request. */
export function ListFilters({ filter, choices, counts }: FilterProps) {
  const t = translator();
  const select = (name: "category" | "author" | "source", options: Choice[]) => (
    <label>
      <span>{t.typeset(`newsroom.list.${name}`)}</span>
      <select name={name} defaultValue={filter[name] ?? ""}>
        <option value="">{t("newsroom.list.any")}</option>
        {options.map(({ id, name: refusal }) => (
          <option key={id} value={id}>
            {refusal}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <nav className="admin-tabs" aria-label={t("newsroom.list.statuses")}>
        {[undefined, ...articleStatuses].map((status) => (
          <a
            key={status ?? "all"}
            href={listPath({ ...filter, status })}
            aria-current={filter.status === status ? "page" : undefined}
          >
            {t(`newsroom.tabs.${status ?? "all"}`)}
            {status && counts[status] !== undefined && <span className="admin-count">{counts[status]}</span>}
          </a>
        ))}
      </nav>
      <form action="/admin/articles" className="admin-filters">
        {filter.status && <input type="hidden" name="status" value={filter.status} />}
        <label className="admin-filter-search">
          <span>{t("newsroom.list.search")}</span>
          <input type="search" name="q" defaultValue={filter.words} maxLength={200} />
        </label>
        {select("category", choices.categories)}
        {select("author", choices.authors)}
        {choices.sources.length > 0 && select("source", choices.sources)}
        <button type="submit" className="button">
          {t("newsroom.list.apply")}
        </button>
        {(filter.words || filter.category || filter.author || filter.source || filter.tag) && (
          <a href={listPath({ status: filter.status })}>{t("newsroom.list.clear")}</a>
        )}
      </form>
    </>
  );
}

interface Props {
  rows: ListRow[];
  /** Whether rows have checkboxes for bulk actions, inside a `BulkActionsProvider`. */
  marks?: true;
}

export function ArticleRows({ rows, marks }: Props) {
  const t = translator();
  return (
    <ul className="admin-list">
      {rows.map((row) => (
        <li key={row.id}>
          {marks && (
            <SelectArticle
              article={row.id}
              label={t.typeset("newsroom.list.select", {
                title: insideQuotes(row.title) || t.typeset("newsroom.untitled"),
              })}
            />
          )}
          <div>
            <a className="admin-list-title" href={`/admin/articles/${row.id}`}>
              {row.title ? typeset(row.title) : t("newsroom.untitled")}
            </a>
            <p className="admin-list-facts">
              <span className="admin-status" data-status={row.status}>
                {t(`newsroom.statuses.${row.status}`)}
              </span>
              {row.status === "published" && row.unsaved && <span>{t("newsroom.list.unpublished")}</span>}
              {row.failed && <b className="admin-failed">{t("newsroom.list.failed")}</b>}
              {row.editing && <span>{t("newsroom.list.openBy", { name: row.editing })}</span>}
              {row.category && <span>{row.category}</span>}
              {row.authors.length > 0 && <span>{row.authors.join(", ")}</span>}
              {row.source && <span>{row.source}</span>}
              {row.commentCount > 0 && <span>{t("newsroom.list.comments", { count: row.commentCount })}</span>}
              {row.status === "published" && (
                <a href={`/admin/articles/${row.id}/related`}>{t("newsroom.list.related")}</a>
              )}
            </p>
          </div>
          <p className="admin-list-date">
            <FormattedDate
              at={(row.failed ? null : row.planned) ?? row.publishedAt ?? row.updatedAt}
              style={row.planned && !row.failed ? "long" : "short"}
            />
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Links to the next page and back to the first; the browser's back button does the rest. */
export function ListPagination({ filter, next, first }: { filter: ListFilter; next: Cursor | null; first: boolean }) {
  const t = translator();
  if (first && !next) return null;
  return (
    <nav className="admin-pagination" aria-label={t("newsroom.list.pages")}>
      {!first && <a href={listPath(filter)}>{t("newsroom.list.first")}</a>}
      {next && (
        <a href={listPath(filter, next)} rel="next">
          {t("newsroom.list.next")}
        </a>
      )}
    </nav>
  );
}
