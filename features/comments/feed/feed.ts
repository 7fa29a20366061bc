import { discussionFeed } from "#features/articles/metadata.ts";
import { discussionPath } from "#features/articles/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { type FeedItem, type SiteFeed, tagUri } from "#lib/feed-document/feed-document.ts";
import { makeLinksAbsolute } from "#lib/html/absolute-links.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { insideQuotes } from "#lib/typography.ts";
import { commentPath, createExcerpt } from "../rules.ts";
import type { FeedComment, FeedDiscussion } from "./queries.ts";

/** The feed of an article's discussion. */
export function describeDiscussionFeed({ article, comments }: FeedDiscussion, settings: Settings): SiteFeed {
  const site = settings["site.name"];
  const { path, title } = discussionFeed(article);
  return {
    title: `${title} · ${site}`,
    description: translator()("comments.feed.description", { title: insideQuotes(article.title) }),
    path,
    language: siteLocale(),
    siteName: site,
    hubs: env().WEBSUB_HUB,
    items: comments.map((comment) => toItem(comment, article)),
  };
}

function toItem(comment: FeedComment, article: FeedDiscussion["article"]): FeedItem {
  const { id, thread, handle, parent, createdAt, editedAt, hasSeparatePage } = comment;
  const t = translator();
  const nameOf = (name: string) => name || t("comments.anonymous");
  const name = nameOf(comment.name);
  const address = absoluteUrl(commentPath(article.slug, thread, id, hasSeparatePage));
  const tree = parseHtml(comment.bodyHtml);
  makeLinksAbsolute(tree, address);
  return {
    id: tagUri("comment", id),
    title: parent ? t("comments.feed.reply", { name, to: nameOf(parent.name) }) : t("comments.feed.comment", { name }),
    address,
    publishedAt: createdAt,
    updatedAt: editedAt ?? createdAt,
    authors: [{ name, address: handle === null ? undefined : absoluteUrl(`/members/${handle}`) }],
    categories: [],
    summary: createExcerpt(toText(tree)),
    html: toHtml(tree),
    inReplyTo: parent
      ? {
          id: tagUri("comment", parent.id),
          address: absoluteUrl(commentPath(article.slug, parent.thread, parent.id, parent.hasSeparatePage)),
        }
      : { id: tagUri("article", article.id), address: absoluteUrl(discussionPath(article.slug)) },
  };
}
