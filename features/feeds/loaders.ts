import { findRedirect } from "#features/redirects/cached.ts";
import { translator } from "#i18n/translator.ts";
import { getFeed } from "./cached.ts";
import { type FeedFormat, feedFiles } from "./formats/feed.ts";
import type { FeedScope } from "./queries.ts";

const contentTypes: Record<FeedFormat, string> = {
  rss: "application/rss+xml; charset=utf-8",
  atom: "application/atom+xml; charset=utf-8",
  json: "application/feed+json; charset=utf-8",
};

const archiveParents = { category: "/categories", tag: "/tags", author: "/authors" };

/** The handler of the site's own feed in a format. */
export function siteFeedHandler(format: FeedFormat) {
  return () => respondWithFeed(format, { kind: "all" });
}

/** The handler of the feeds below a category, a tag or an author. */
export function archiveFeedHandler(format: FeedFormat, kind: "category" | "tag" | "author") {
  return async (_request: Request, { params }: { params: Promise<{ slug: string }> }) => {
    const { slug } = await params;
    return respondWithFeed(format, { kind, slug }, `${archiveParents[kind]}/${slug}/${feedFiles[format]}`);
  };
}

/** Next wants one value to try at build; "-" is nobody's slug. */
export function placeholderParams() {
  return [{ slug: "-" }];
}

/** `path` is where the feed stands: it may have moved with what it is of. */
async function respondWithFeed(format: FeedFormat, scope: FeedScope, path?: string): Promise<Response> {
  const text = await getFeed(format, scope);
  const moved = text === null && path !== undefined ? await findRedirect(path) : null;
  if (moved !== null) return new Response(null, { status: 308, headers: { location: moved } });
  if (text === null) return new Response(translator()("refusals.404.text"), { status: 404 });
  return new Response(text, { headers: { "content-type": contentTypes[format] } });
}
