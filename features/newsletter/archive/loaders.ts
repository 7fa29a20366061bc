import { getArchiveFeed } from "./cached.ts";

const contentTypes = {
  rss: "application/rss+xml; charset=utf-8",
  atom: "application/atom+xml; charset=utf-8",
  json: "application/feed+json; charset=utf-8",
} as const;

/** Creates the route handler of the newsletter's feed in a format. */
export function archiveFeedHandler(format: keyof typeof contentTypes) {
  return async () => new Response(await getArchiveFeed(format), { headers: { "content-type": contentTypes[format] } });
}
