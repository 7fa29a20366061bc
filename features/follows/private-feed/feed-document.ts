import type { Executor } from "#db/client.ts";
import { createExcerpt } from "#features/comments/rules.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import type { LinkOwner } from "#lib/link-token.ts";
import { type RssItem, writeRssChannel } from "#lib/rss.ts";
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
  const channel = {
    title: t("follows.feed.name", { site: settings["site.name"] }),
    description: t("follows.feed.description"),
    link: absoluteUrl("/account/following"),
    selfHref: privateFeedUrl(owner, format),
    language: siteLocale(),
  };
  if (format === "xml") return writeRssChannel({ ...channel, lastBuildDate: items[0]?.publishedAt ?? null, items });
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: channel.title,
    description: channel.description,
    home_page_url: channel.link,
    feed_url: channel.selfHref,
    language: channel.language,
    items: items.map(({ guid, link, title, description, publishedAt }) => ({
      id: guid,
      url: link,
      title,
      content_text: description,
      date_published: publishedAt?.toISOString(),
    })),
  });
}

function toItem(item: FeedArticle | FeedReply): RssItem {
  const { hostname } = new URL(absoluteUrl("/"));
  const t = translator();
  const isArticle = item.kind === "article";
  return {
    title: isArticle
      ? item.title
      : t("follows.feed.reply", { name: item.author || t("comments.anonymous"), title: insideQuotes(item.title) }),
    link: absoluteUrl(isArticle ? `/articles/${item.slug}` : `/comments/${item.id}`),
    guid: `tag:${hostname},2026:${isArticle ? "article" : "comment"}:${item.id}`,
    publishedAt: item.at,
    description: isArticle ? item.text : createExcerpt(toText(parseHtml(item.bodyHtml))),
  };
}
