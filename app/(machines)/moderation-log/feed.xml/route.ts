import { getLogFeed } from "#features/transparency/log/cached.ts";

export async function GET(): Promise<Response> {
  return new Response(await getLogFeed(), { headers: { "content-type": "application/rss+xml; charset=utf-8" } });
}
