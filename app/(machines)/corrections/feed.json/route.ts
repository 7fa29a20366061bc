import { getCorrectionsFeed } from "#features/corrections/cached.ts";
import { respondWithFeed } from "#lib/feed-document/write-feed.ts";

export async function GET(): Promise<Response> {
  return respondWithFeed(await getCorrectionsFeed("json"));
}
