"use client";

import { blockedBy } from "#features/syndication/polling/block-list.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

/** An item of a feed before it is followed. */
export interface PreviewItem {
  title: string;
  url: string;
  author: string;
  excerpt: string;
  /** Plain text of the body, in which blocked words are looked for. */
  text: string;
  pictures: number;
  /** Its date as shown, and for machines. */
  date: string;
  dateTime: string;
  /** The source that has the same item already. */
  similar: string | undefined;
}

interface Props {
  items: PreviewItem[];
  blockedWords: string;
  blockedAuthors: string;
}

/** The first items of a feed as they would look, with those that the typed words would block. */
export function PreviewItems({ items, blockedWords, blockedAuthors }: Props) {
  const t = useTranslator();
  const findBlock = blockedBy({ blockedWords, blockedAuthors });
  return (
    <section aria-labelledby="preview">
      <h2 id="preview">{t("sources.preview.title")}</h2>
      {items.length === 0 && <p className="admin-empty">{t.typeset("sources.preview.none")}</p>}
      <ol className="feed-items">
        {items.map((item, n) => {
          const block = findBlock({ ...item, bodyHtml: item.text });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: items may be equal, and the list never changes
            <li key={n} data-blocked={block ? "" : undefined}>
              <h3>{item.title || t("sources.items.untitled")}</h3>
              <p className="admin-list-facts">
                <time dateTime={item.dateTime}>{item.date}</time>
                {item.author && <span>{item.author}</span>}
                <span>{t("sources.preview.pictures", { count: item.pictures })}</span>
              </p>
              {item.excerpt && <p className="feed-excerpt">{item.excerpt}</p>}
              <p className="admin-list-facts" aria-live="polite">
                {block && <span className="admin-failed">{t.typeset("sources.preview.blocked", { word: block })}</span>}
                {item.similar && (
                  <span className="admin-status">{t("sources.preview.similar", { name: item.similar })}</span>
                )}
                {item.url && (
                  <a href={item.url} rel="external noreferrer">
                    {t("sources.preview.original")}
                  </a>
                )}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
