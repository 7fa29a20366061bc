import { pageDiscussionSlug } from "#features/articles/rules.ts";
import { translator } from "#i18n/translator.ts";
import type { FeedFormat } from "#lib/feed-document/feed-document.ts";
import { respondWithFeed } from "#lib/feed-document/write-feed.ts";
import { getDiscussionFeed } from "./cached.ts";

/**
 * Creates the route handler of the feeds of the discussion of an article or a page. The page server answers for an article that is
 * withdrawn, has moved or never existed.
 */
export function commentsFeedHandler(format: FeedFormat, parent: "articles" | "pages" = "articles") {
  return async (_request: Request, { params }: { params: Promise<{ slug: string }> }) => {
    const { slug } = await params;
    const feed = await getDiscussionFeed(format, parent === "pages" ? pageDiscussionSlug(slug) : slug);
    return feed ? respondWithFeed(feed) : new Response(translator()("refusals.404.text"), { status: 404 });
  };
}
