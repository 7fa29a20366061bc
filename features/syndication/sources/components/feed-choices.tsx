import { Fragment } from "react";
import { translator } from "#i18n/translator.ts";
import type { DiscoveredFeed } from "#lib/feed/discover-feeds.ts";
import type { OfferedFeed } from "#lib/feed/feed-formats.ts";
import { feedAdminPath, previewPath } from "../rules.ts";

interface Props {
  feeds: (OfferedFeed & { known: number | undefined })[];
  token: string;
}

/** The feeds that a page offers: one is chosen by its link. */
export function FeedChoices({ feeds, token }: Props) {
  const t = translator();
  return (
    <section className="feed-section" aria-labelledby="choices">
      <h2 id="choices">{t.typeset("sources.add.choose", { count: feeds.length })}</h2>
      <ul className="feed-items">
        {feeds.map(({ url, title, known, otherFormats }) => (
          <li key={url}>
            <a href={known === undefined ? previewPath(url, token) : feedAdminPath(known)}>{title || url}</a>
            <p className="admin-list-facts">
              {title !== "" && <span className="feed-address">{url}</span>}
              {known === undefined && <OtherFormats feeds={otherFormats} token={token} />}
              {known !== undefined && <strong>{t("sources.add.followed")}</strong>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The same feed in other formats, each with a link to its preview. */
export function OtherFormats({ feeds, token }: { feeds: DiscoveredFeed[]; token: string }) {
  if (feeds.length === 0) return null;
  return (
    <span>
      {translator().typeset("sources.add.otherFormats", { count: feeds.length })}{" "}
      {feeds.map(({ url }, index) => (
        <Fragment key={url}>
          {index > 0 && ", "}
          <a className="feed-address" href={previewPath(url, token)}>
            {url}
          </a>
        </Fragment>
      ))}
    </span>
  );
}
