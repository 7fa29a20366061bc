import type { Executor } from "#db/client.ts";
import { createExcerpt } from "#features/comments/rules.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { type FeedItem, type SiteFeed, tagUri } from "#lib/feed-document/feed-document.ts";
import { writeJsonFeed } from "#lib/feed-document/write-json-feed.ts";
import { writeRss } from "#lib/feed-document/write-rss.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import type { LinkOwner } from "#lib/link-token.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { insideQuotes } from "#lib/typography.ts";
import { type PrivateFeedFormat, privateFeedUrl } from "./private-feed-link.ts";
import { type FeedArticle, type FeedReply, listFeedArticles, listFeedReplies } from "./queries.ts";

/** Items in the feed, articles and replies together. */
const maxItems = 30;

/** Writes a member's feed as RSS 2.0 or JSON Feed 1.1: the newest articles under what they follow, and replies to them. */
export async function writePrivateFeed(db: Executor, owner: LinkOwner, format: PrivateFeedFormat): Promise<string> {
  const [settings, articles, replies] = [
    await readSettings(db),
    await listFeedArticles(db, owner.id),
    await listFeedReplies(db, owner.id),
  ];
  const t = translator();
  const items = [...articles, ...replies]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, maxItems)
    .map(toItem);
  const site = settings["site.name"];
  const feed: SiteFeed = {
    title: t("follows.feed.name", { site }),
    description: t("follows.feed.description"),
    path: "/account/following",
    selfAddress: privateFeedUrl(owner, format),
    language: siteLocale(),
    siteName: site,
    hubs: [],
    items,
  };
  return format === "xml" ? writeRss(feed) : writeJsonFeed(feed);
}

function toItem(item: FeedArticle | FeedReply): FeedItem {
  const t = translator();
  const isArticle = item.kind === "article";
  return {
    title: isArticle
      ? item.title
      : t("follows.feed.reply", { name: item.author || t("comments.anonymous"), title: insideQuotes(item.title) }),
    address: absoluteUrl(isArticle ? `/articles/${item.slug}` : `/comments/${item.id}`),
    id: tagUri(isArticle ? "article" : "comment", item.id),
    publishedAt: item.at,
    updatedAt: item.at,
    authors: [],
    categories: [],
    summary: isArticle ? item.text : createExcerpt(toText(parseHtml(item.bodyHtml))),
  };
}
