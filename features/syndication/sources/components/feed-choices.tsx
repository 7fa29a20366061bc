import { translator } from "#i18n/translator.ts";
import type { DiscoveredFeed } from "#lib/feed/discover-feeds.ts";
import { feedAdminPath, previewPath } from "../rules.ts";

interface Props {
  feeds: (DiscoveredFeed & { known: number | undefined })[];
  token: string;
}

/** The feeds that a page offers: one is chosen by its link. */
export function FeedChoices({ feeds, token }: Props) {
  const t = translator();
  return (
    <section className="feed-section" aria-labelledby="choices">
      <h2 id="choices">{t("sources.add.choose", { count: feeds.length })}</h2>
      <ul className="feed-items">
        {feeds.map(({ url, title, known }) => (
          <li key={url}>
            <a href={known === undefined ? previewPath(url, token) : feedAdminPath(known)}>{title || url}</a>
            <p className="admin-list-facts">
              {title !== "" && <span className="feed-address">{url}</span>}
              {known !== undefined && <strong>{t("sources.add.followed")}</strong>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
