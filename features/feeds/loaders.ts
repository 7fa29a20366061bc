import { findRedirect } from "#features/redirects/cached.ts";
import { archiveParents } from "#features/taxonomy/rules.ts";
import { loadMiningHeaders } from "#features/text-mining/loaders.ts";
import { translator } from "#i18n/translator.ts";
import { type FeedFormat, feedFiles } from "#lib/feed-document/feed-document.ts";
import { respondWithFeed } from "#lib/feed-document/write-feed.ts";
import { getFeed } from "./cached.ts";
import type { FeedScope } from "./queries.ts";

/** Creates the route handler of the site's feed in a format. */
export function siteFeedHandler(format: FeedFormat) {
  return () => respond(format, { kind: "all" });
}

/** Creates the route handler of the feeds of a category, a tag, an author, a source or a story. */
export function archiveFeedHandler(format: FeedFormat, kind: keyof typeof archiveParents) {
  return async (_request: Request, { params }: { params: Promise<{ slug: string }> }) => {
    const { slug } = await params;
    return respond(format, { kind, slug }, `${archiveParents[kind]}/${slug}/${feedFiles[format]}`);
  };
}

/** `path` is the feed's own path, whose redirect is looked up if there is no such feed. */
async function respond(format: FeedFormat, scope: FeedScope, path?: string): Promise<Response> {
  const feed = await getFeed(format, scope);
  const moved = feed === null && path !== undefined ? await findRedirect(path) : null;
  if (moved !== null) return new Response(null, { status: 308, headers: { location: moved } });
  if (feed === null) return new Response(translator()("refusals.404.text"), { status: 404 });
  return respondWithFeed(feed, await loadMiningHeaders());
}
