import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cached } from "#lib/cache/cached.ts";
import type { FeedFormat } from "#lib/feed-document/feed-document.ts";
import { type WrittenFeed, writeFeed } from "#lib/feed-document/write-feed.ts";
import { describeDiscussionFeed } from "./feed.ts";
import { type FeedDiscussion, readFeedDiscussion } from "./queries.ts";

function getFeedDiscussion(slug: string): Promise<FeedDiscussion | null> {
  const tagsOf = (found: FeedDiscussion | null) => [
    articleCacheTags.slug(slug),
    ...(found ? [commentCacheTags.article(found.article.id)] : []),
  ];
  return cached(["feedDiscussion", slug], tagsOf, async () =>
    readFeedDiscussion(database(), slug, (await getSettings())["feeds.items"]),
  );
}

/** The feed of an article's discussion in a format; null without a published article. */
export async function getDiscussionFeed(format: FeedFormat, slug: string): Promise<WrittenFeed | null> {
  const [discussion, settings] = await Promise.all([getFeedDiscussion(slug), getSettings()]);
  return discussion && writeFeed(format, describeDiscussionFeed(discussion, settings));
}
