import { translator } from "#i18n/translator.ts";
import { getFeed } from "./cached.ts";
import type { FeedFormat } from "./formats/feed.ts";
import type { FeedScope } from "./queries.ts";

const types: Record<FeedFormat, string> = {
  rss: "application/rss+xml; charset=utf-8",
  atom: "application/atom+xml; charset=utf-8",
  json: "application/feed+json; charset=utf-8",
};

/** The handler of the site's own feed in a format. */
export function siteFeed(format: FeedFormat) {
  return () => answer(format, { kind: "all" });
}

/** The handler of the feeds below a category, a tag or an author. */
export function placeFeed(format: FeedFormat, kind: "category" | "tag" | "author") {
  return async (_request: Request, { params }: { params: Promise<{ slug: string }> }) =>
    answer(format, { kind, slug: (await params).slug });
}

/** Next wants one value to try at build; "-" is nobody's slug. */
export function nobodysSlug() {
  return [{ slug: "-" }];
}

async function answer(format: FeedFormat, scope: FeedScope): Promise<Response> {
  const text = await getFeed(format, scope);
  if (text === null) return new Response(translator()("refusals.404.text"), { status: 404 });
  return new Response(text, { headers: { "content-type": types[format] } });
}
