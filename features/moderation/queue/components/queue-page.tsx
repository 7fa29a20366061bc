import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import type { LoadedQueue } from "../loaders.ts";
import { maxSearchLength, orderParameter, otherTabHref, queueHref, queueTabs, scanLimit } from "../tabs/rules.ts";
import { UndoForm } from "./feedback.client.tsx";
import { QueueView } from "./queue-view.client.tsx";
import { SearchInput } from "./search-input.client.tsx";

const panels = ["reject", "spam", "remove", "ban"] as const;

interface Props {
  queue: LoadedQueue;
  viewer: { id: number };
  params: Record<string, string | string[] | undefined>;
}

/** The queue: tabs with counts, search and filters, and the list. */
export function QueuePageContent({ queue, viewer, params }: Props) {
  const t = translator();
  const { filter, items, done } = queue;
  const begin = { ...filter, after: undefined };
  const here = queueHref(begin);
  const order = orderParameter(filter);
  const on = Number(params.on);
  const panel = panels.find((name) => name === params.act);
  const filtered =
    filter.q !== undefined ||
    filter.article !== undefined ||
    filter.member !== undefined ||
    filter.comment !== undefined ||
    filter.alike !== undefined;
  return (
    <>
      <QueueTabs queue={queue} />
      <div className="queue-tools">
        <form method="get" action="/admin/moderation" className="queue-search">
          {filter.tab !== queueTabs[0] && <input type="hidden" name="view" value={filter.tab} />}
          {filter.article && <input type="hidden" name="article" value={filter.article} />}
          {filter.member && <input type="hidden" name="member" value={filter.member} />}
          {order && <input type="hidden" name="order" value={order} />}
          {filter.alike && <input type="hidden" name="alike" value={filter.alike} />}
          <label htmlFor="queue-q">{t("moderation.queue.search")}</label>
          <SearchInput id="queue-q" maxLength={maxSearchLength} defaultValue={filter.q} />
          <button type="submit" className="queue-button">
            {t("moderation.queue.searchGo")}
          </button>
        </form>
        <a className="queue-order" href={queueHref({ ...begin, oldest: !filter.oldest })}>
          {filter.oldest ? t.typeset("moderation.queue.order.newest") : t.typeset("moderation.queue.order.oldest")}
        </a>
      </div>
      {filtered && <QueueFilters queue={queue} />}
      {queue.measures.length > 0 && (
        <ul className="queue-measures" aria-label={t("moderation.queue.measures.list")}>
          {queue.measures.map(({ decision, href, title, text }) => (
            <li key={decision}>
              <a href={href}>{insideQuotes(title)}</a> {text}
            </li>
          ))}
        </ul>
      )}
      {(done.made || done.left || done.undone || done.refused) && (
        <div id="done" className="queue-form-result" role="status">
          {done.made && (
            <>
              <span>
                {done.made.what}
                {done.made.inGrace && ["reject", "spam", "remove", "ban", "suspend"].includes(done.made.action) && (
                  <>. {t.typeset("moderation.queue.toast.authorNotified")}</>
                )}
              </span>
              <UndoForm decision={done.made.id} here={here} />
            </>
          )}
          {done.undone && <span>{t.typeset("moderation.queue.decided.undo")}</span>}
          {done.left && <span>{done.left}</span>}
          {done.refused && <span>{done.refused}</span>}
        </div>
      )}
      <QueueView
        key={queueHref(filter)}
        items={items}
        next={queue.next}
        newest={queue.newest}
        thread={queue.thread}
        here={here}
        search={here.split("?")[1] ?? ""}
        oldest={filter.oldest}
        isFirstPage={filter.after === undefined}
        opened={panel && Number.isSafeInteger(on) ? { on, panel } : undefined}
        recent={queue.recent}
        undoConfirmation={queue.undoConfirmation}
        viewer={viewer.id}
        selection={queue.selection}
        rules={queue.rules}
        spamRule={queue.spamRule}
        templates={queue.templates}
        nextLabel={queue.scanned === undefined ? t("moderation.queue.next") : t("moderation.queue.scanFurther")}
        empty={
          <p className="admin-empty">
            {filtered
              ? t.typeset("moderation.queue.empty.filtered")
              : t.typeset(filter.tab === "review" ? "moderation.queue.empty.review" : "moderation.queue.empty.other")}
          </p>
        }
      >
        {queue.scanned !== undefined && (
          <p className="queue-hint">
            {t.typeset("moderation.queue.scanned", { count: formatNumber(scanLimit, { locale: siteLocale() }) })}
          </p>
        )}
      </QueueView>
      {filter.after && (
        <p className="queue-next">
          <a href={here}>{t("moderation.queue.first")}</a>
        </p>
      )}
    </>
  );
}

function QueueTabs({ queue: { filter, counts } }: { queue: LoadedQueue }) {
  const t = translator();
  return (
    <nav className="queue-tabs" aria-label={t("moderation.queue.tabsLabel")}>
      <ul>
        {queueTabs.map((tab) => (
          <li key={tab}>
            <a href={otherTabHref(filter, tab)} aria-current={tab === filter.tab ? "page" : undefined}>
              {t(`moderation.queue.tabs.${tab}`)}
              {tab !== "all" && (
                <span className="queue-count" data-count={tab}>
                  {counts[tab] >= 1_000 ? "999+" : counts[tab]}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function QueueFilters({ queue: { filter, filterNames } }: { queue: LoadedQueue }) {
  const t = translator();
  const unknown = t("moderation.queue.filters.unknown");
  const begin = { ...filter, after: undefined };
  const activeFilters = [
    filter.article && {
      text: t.typeset("moderation.queue.filters.article", {
        title: insideQuotes(filterNames.article?.title ?? unknown),
      }),
      without: { ...begin, article: undefined },
    },
    filter.member && {
      text: t("moderation.queue.filters.member", { name: filterNames.member?.name ?? unknown }),
      without: { ...begin, member: undefined },
    },
    filter.alike && {
      text: t.typeset("moderation.queue.filters.alike"),
      without: { ...begin, alike: undefined },
    },
    filter.q !== undefined && {
      text: t.typeset("moderation.queue.filters.words", { words: filter.q }),
      without: { ...begin, q: undefined },
    },
  ].filter((entry) => typeof entry === "object");
  return (
    <ul className="queue-filters" aria-label={t("moderation.queue.list")}>
      {activeFilters.map(({ text, without }) => (
        <li key={text}>
          {typeset(text)}{" "}
          <a href={queueHref(without)} aria-label={t("moderation.queue.filters.clearOne", { filter: text })}>
            {t("moderation.queue.filters.clear")}
          </a>
        </li>
      ))}
    </ul>
  );
}
