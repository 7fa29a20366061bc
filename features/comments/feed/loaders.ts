import { translator } from "#i18n/translator.ts";
import type { FeedFormat } from "#lib/feed-document/feed-document.ts";
import { respondWithFeed } from "#lib/feed-document/write-feed.ts";
import { getDiscussionFeed } from "./cached.ts";

/**
 * Creates the route handler of the feeds of an article's discussion. The page server answers for an article that is
 * withdrawn, has moved or never existed.
 */
export function commentsFeedHandler(format: FeedFormat) {
  return async (_request: Request, { params }: { params: Promise<{ slug: string }> }) => {
    const feed = await getDiscussionFeed(format, (await params).slug);
    return feed ? respondWithFeed(feed) : new Response(translator()("refusals.404.text"), { status: 404 });
  };
}
