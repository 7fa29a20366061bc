import { getCorrectionsFeed } from "#features/corrections/cached.ts";

export async function GET(): Promise<Response> {
  return new Response(await getCorrectionsFeed(), {
    headers: { "content-type": "application/rss+xml; charset=utf-8" },
  });
}
