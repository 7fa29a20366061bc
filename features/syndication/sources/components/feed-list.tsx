import { CollapsibleFilters } from "#components/admin-shell/collapsible-filters.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { sourcesAdminPath } from "#features/syndication/rules.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import type { ListedFeed } from "../queries.ts";
import {
  type FeedCursor,
  type FeedListQuery,
  feedAdminPath,
  feedFilters,
  feedListPath,
  feedSorts,
  isOverdue,
} from "../rules.ts";
import { describeFailure } from "./describe-failure.ts";

interface Props {
  query: FeedListQuery;
  feeds: ListedFeed[];
  counts: Record<(typeof feedFilters)[number], number>;
  next: FeedCursor | undefined;
  isFirstPage: boolean;
}

/** The followed feeds with their health, by filter, order and search, page by page. */
export function FeedList({ query, feeds, counts, next, isFirstPage }: Props) {
  const t = translator();
  const hasAny = counts.all + counts.removed > 0;
  if (!hasAny) return null;
  return (
    <>
      <nav className="admin-tabs" aria-label={t("sources.list.filters")}>
        {feedFilters
          .filter((filter) => filter !== "removed" || counts.removed > 0 || query.filter === "removed")
          .map((filter) => (
            <a
              key={filter}
              href={feedListPath({ ...query, filter })}
              aria-current={filter === query.filter ? "page" : undefined}
            >
              {t(`sources.list.filter.${filter}`)}{" "}
              <span className="admin-count">{formatNumber(counts[filter], { locale: siteLocale() })}</span>
            </a>
          ))}
      </nav>
      <CollapsibleFilters
        label={t("sources.list.searchOrSort")}
        active={[
          ...(query.words ? [query.words] : []),
          ...(query.sort === feedSorts[0] ? [] : [t(`sources.list.sort.${query.sort}`)]),
        ]}
      >
        <form action={sourcesAdminPath} className="admin-filters">
          {query.filter !== "all" && <input type="hidden" name="filter" value={query.filter} />}
          <label className="admin-filter-search">
            <span>{t("sources.list.search")}</span>
            <input type="search" name="q" defaultValue={query.words} maxLength={200} autoComplete="off" />
          </label>
          <label>
            <span>{t("sources.list.sortLabel")}</span>
            <select name="sort" defaultValue={query.sort}>
              {feedSorts.map((sort) => (
                <option key={sort} value={sort}>
                  {t(`sources.list.sort.${sort}`)}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" className="button">
            {t("sources.list.show")}
          </button>
        </form>
      </CollapsibleFilters>
      {feeds.length === 0 ? (
        <p className="admin-empty">{t.typeset(`sources.list.none.${query.words ? "search" : query.filter}`)}</p>
      ) : (
        <FeedTable feeds={feeds} />
      )}
      {(!isFirstPage || next) && (
        <nav className="admin-pagination" aria-label={t("sources.list.pages")}>
          {!isFirstPage && <a href={feedListPath(query)}>{t("sources.list.first")}</a>}
          {next && (
            <a href={feedListPath(query, next)} rel="next">
              {t("sources.list.next")}
            </a>
          )}
        </nav>
      )}
    </>
  );
}

function FeedTable({ feeds }: { feeds: ListedFeed[] }) {
  const t = translator();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
    <section className="stacked-table feed-table" tabIndex={0} aria-label={t("admin.navigation.sources")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("sources.list.column.feed")}</th>
            <th scope="col">{t("sources.list.column.status")}</th>
            <th scope="col">{t("sources.list.column.success")}</th>
            <th scope="col">{t("sources.list.column.nextFetch")}</th>
            <th scope="col" data-figure="">
              {t.typeset("sources.list.column.items")}
            </th>
            <th scope="col">{t("sources.list.column.policy")}</th>
          </tr>
        </thead>
        <tbody>
          {feeds.map((feed) => (
            <FeedRow key={feed.id} feed={feed} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FeedRow({ feed }: { feed: ListedFeed }) {
  const t = translator();
  const { id, source, title, url, status, failures, failure, succeededAt, nextAt, items, movedFrom, movedAt } = feed;
  const isTroubled = status === "gone" || (status === "active" && failures > 0);
  return (
    <tr>
      <td>
        <a href={feedAdminPath(id)} className="feed-name">
          {source}
        </a>
        {title !== "" && title !== source && <span className="admin-detail">{title}</span>}
        <span className="admin-detail feed-address">{url}</span>
        {movedFrom !== null && movedAt && (
          <span className="admin-detail admin-failed feed-address">
            {t.rich("sources.moved.from", {
              from: movedFrom,
              date: () => <FormattedDate at={movedAt} style="long" />,
            })}
          </span>
        )}
      </td>
      <td data-label={t("sources.list.column.status")}>
        <FeedStatusText status={status} isTroubled={isTroubled} />
        {isTroubled && failure && <span className="admin-detail">{describeFailure(failure)}</span>}
        {isTroubled && failures > 1 && (
          <span className="admin-detail">{t("sources.list.failures", { count: failures })}</span>
        )}
      </td>
      <td data-label={t("sources.list.column.success")}>
        {succeededAt ? <FormattedDate at={succeededAt} style="long" /> : t("sources.list.never")}
      </td>
      <td data-label={t("sources.list.column.nextFetch")}>
        {status !== "active" || !nextAt ? (
          "–"
        ) : nextAt.getTime() <= Date.now() ? (
          t(isOverdue(nextAt) ? "sources.list.overdue" : "sources.list.soon")
        ) : (
          <FormattedDate at={nextAt} style="long" />
        )}
      </td>
      <td data-label={t.typeset("sources.list.column.items")} data-figure="">
        {formatNumber(items, { locale: siteLocale() })}
      </td>
      <td data-label={t("sources.list.column.policy")}>
        {t(`sources.policyShort.${feed.publication}`)} · {t(`sources.policyShort.${feed.body}`)}
      </td>
    </tr>
  );
}

/** The status of a feed in words and colour. */
export function FeedStatusText({ status, isTroubled }: { status: ListedFeed["status"]; isTroubled: boolean }) {
  const shown = isTroubled && status !== "gone" ? "trouble" : status;
  return (
    <span className="feed-status" data-status={shown}>
      {translator()(`sources.status.${shown}`)}
    </span>
  );
}
