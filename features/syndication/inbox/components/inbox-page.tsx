import { CollapsibleFilters } from "#components/admin-shell/collapsible-filters.tsx";
import { sourcesAdminPath } from "#features/syndication/rules.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import type { LoadedInbox, LoadedItems } from "../loaders.ts";
import { formatInboxCount, type InboxFilter, inboxHref, inboxScanLimit, inboxTabs } from "../rules.ts";
import { ChangesList } from "./changes-list.tsx";
import { DecidedList } from "./decided-list.tsx";
import { FilterSelect } from "./filter-select.tsx";
import { InboxView } from "./inbox-view.client.tsx";
import { UndoDecisionForm } from "./undo-decision-form.client.tsx";

/** The inbox: tabs with counts, filters, and the list of the tab. */
export function InboxPageContent({ inbox }: { inbox: LoadedInbox }) {
  const { filter, counts, content, notice, here } = inbox;
  const t = translator();
  return (
    <>
      <nav className="admin-tabs" aria-label={t("inbox.tabsLabel")}>
        {inboxTabs.map((tab) => (
          <a key={tab} href={inboxHref({ tab })} aria-current={tab === filter.tab ? "page" : undefined}>
            {t(`inbox.tabs.${tab}`)}
            <span className="admin-count">{formatInboxCount(counts[tab])}</span>
          </a>
        ))}
      </nav>
      {notice && (
        <div className="queue-form-result" role="status">
          <span>{notice.text}</span>
          {notice.key && <UndoDecisionForm formKey={notice.key} back={here} />}
        </div>
      )}
      {content.tab === "decided" ? (
        <DecidedList filter={filter} content={content} formKey={inbox.key} />
      ) : content.tab === "changes" ? (
        <ChangesList filter={filter} content={content} formKey={inbox.key} />
      ) : (
        <WaitingItems inbox={inbox} content={content} />
      )}
    </>
  );
}

function WaitingItems({ inbox, content }: { inbox: LoadedInbox; content: LoadedItems }) {
  const t = translator();
  const { filter, here } = inbox;
  const { items, detail, next, isFiltered, hasFeeds } = content;
  const isEmpty = items.length === 0 && !detail;
  return (
    <>
      {(items.length > 0 || isFiltered) && <WaitingFilters filter={filter} content={content} />}
      {content.isCutShort && (
        <p className="queue-hint">
          {t.typeset("inbox.scanned", { count: formatNumber(inboxScanLimit, { locale: siteLocale() }) })}
        </p>
      )}
      {isEmpty && !hasFeeds && (
        <div className="admin-empty">
          <p>{t.typeset("inbox.empty.noFeeds")}</p>
          <p>
            <a className="button button-strong" href={sourcesAdminPath}>
              {t("inbox.empty.addFeed")}
            </a>
          </p>
        </div>
      )}
      {isEmpty && hasFeeds && (
        <div className="admin-empty">
          <p>{t.typeset(isFiltered ? "inbox.empty.filtered" : "inbox.empty.waiting")}</p>
          {!isFiltered && (
            <p>
              <a className="button" href={sourcesAdminPath}>
                {t("inbox.empty.seeSources")}
              </a>
            </p>
          )}
        </div>
      )}
      {(!isEmpty || next) && (
        <InboxView
          key={here}
          items={items}
          next={next}
          nextLabel={t(content.isCutShort ? "inbox.further" : "inbox.more")}
          detail={detail}
          isNamed={content.isNamed}
          panel={content.panel}
          search={{ words: content.words, found: content.found }}
          here={here}
          viewer={inbox.viewer}
          formKey={inbox.key}
        />
      )}
      {filter.after && (
        <p className="inbox-next">
          <a href={inboxHref({ ...filter, after: undefined })}>{t("inbox.first")}</a>
        </p>
      )}
    </>
  );
}

function WaitingFilters({ filter, content: { choices, isFiltered } }: { filter: InboxFilter; content: LoadedItems }) {
  const t = translator();
  const { sources, terms, languages } = choices;
  const all = t("inbox.filters.all");
  const active = [
    ...(filter.words ? [filter.words] : []),
    ...sources.filter(({ id }) => id === filter.source).map(({ name }) => name),
    ...(filter.term ? [filter.term] : []),
    ...languages.filter(({ tag }) => tag === filter.language).map(({ name }) => name),
  ];
  return (
    <CollapsibleFilters label={t("inbox.filters.apply")} active={active}>
      <form method="get" action="/admin/inbox" className="admin-filters">
        <label className="admin-filter-search">
          <span>{t("inbox.filters.words")}</span>
          <input id="inbox-q" type="search" name="q" maxLength={100} defaultValue={filter.words} />
        </label>
        <FilterSelect
          name="source"
          label={t("inbox.filters.source")}
          value={filter.source}
          all={all}
          options={sources.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {(terms.length > 0 || filter.term) && (
          <FilterSelect
            name="term"
            label={t("inbox.filters.term")}
            value={filter.term}
            all={all}
            options={[...new Set([...(filter.term ? [filter.term] : []), ...terms])].map((term) => ({
              value: term,
              label: term,
            }))}
          />
        )}
        {(languages.length > 1 || filter.language) && (
          <FilterSelect
            name="lang"
            label={t("inbox.filters.language")}
            value={filter.language}
            all={all}
            options={languages.map(({ tag, name }) => ({ value: tag, label: name }))}
          />
        )}
        <button type="submit" className="button">
          {t("inbox.filters.apply")}
        </button>
        {isFiltered && <a href={inboxHref({})}>{t("inbox.filters.clear")}</a>}
      </form>
    </CollapsibleFilters>
  );
}
