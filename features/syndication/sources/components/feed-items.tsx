import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { inboxPath } from "#features/syndication/rules.ts";
import { translator } from "#i18n/translator.ts";
import type { listLastItems } from "../queries.ts";

interface Props {
  sourceId: number;
  items: Awaited<ReturnType<typeof listLastItems>>;
}

/** The last items of a feed and what became of them. */
export function FeedItems({ sourceId, items }: Props) {
  const t = translator();
  return (
    <section className="feed-section" aria-labelledby="items">
      <h2 id="items">{t("sources.items.title")}</h2>
      {items.length === 0 ? (
        <p className="admin-empty">{t.typeset("sources.items.none")}</p>
      ) : (
        <>
          <ul className="feed-items">
            {items.map((item) => (
              <li key={item.id}>
                {item.url ? (
                  <a href={item.url} rel="external noreferrer">
                    {item.title || t("sources.items.untitled")}
                  </a>
                ) : (
                  <span>{item.title || t("sources.items.untitled")}</span>
                )}
                <p className="admin-list-facts">
                  <span>{t(`sources.items.state.${item.state}`)}</span>
                  <FormattedDate at={item.publishedAt} style="long" />
                  {item.sourceChange && (
                    <span className="admin-failed">{t(`sources.items.change.${item.sourceChange}`)}</span>
                  )}
                  {item.articleId !== null && (
                    <a href={`/admin/articles/${item.articleId}`}>{t("sources.items.article")}</a>
                  )}
                </p>
              </li>
            ))}
          </ul>
          <p>
            <a href={`${inboxPath}?source=${sourceId}`} className="button">
              {t.typeset("sources.items.inbox")}
            </a>
          </p>
        </>
      )}
    </section>
  );
}
