import { findRedirect } from "#features/redirects/cached.ts";
import { loadMiningHeaders } from "#features/text-mining/loaders.ts";
import { translator } from "#i18n/translator.ts";
import { getFeed } from "./cached.ts";
import { type FeedFormat, feedFiles } from "./formats/feed.ts";
import type { FeedScope } from "./queries.ts";

const contentTypes: Record<FeedFormat, string> = {
  rss: "application/rss+xml; charset=utf-8",
  atom: "application/atom+xml; charset=utf-8",
  json: "application/feed+json; charset=utf-8",
};

const archiveParents = { category: "/categories", tag: "/tags", author: "/authors", source: "/sources" };

/** Creates the route handler of the site's feed in a format. */
export function siteFeedHandler(format: FeedFormat) {
  return () => respondWithFeed(format, { kind: "all" });
}

/** Creates the route handler of the feeds of a category, a tag, an author or a source. */
export function archiveFeedHandler(format: FeedFormat, kind: "category" | "tag" | "author" | "source") {
  return async (_request: Request, { params }: { params: Promise<{ slug: string }> }) => {
    const { slug } = await params;
    return respondWithFeed(format, { kind, slug }, `${archiveParents[kind]}/${slug}/${feedFiles[format]}`);
  };
}

/** `path` is the feed's own path, whose redirect is looked up if there is no such feed. */
async function respondWithFeed(format: FeedFormat, scope: FeedScope, path?: string): Promise<Response> {
  const text = await getFeed(format, scope);
  const moved = text === null && path !== undefined ? await findRedirect(path) : null;
  if (moved !== null) return new Response(null, { status: 308, headers: { location: moved } });
  if (text === null) return new Response(translator()("refusals.404.text"), { status: 404 });
  return new Response(text, { headers: { "content-type": contentTypes[format], ...(await loadMiningHeaders()) } });
}
