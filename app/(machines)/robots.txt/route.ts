import { getRobotsTxt } from "#features/sitemap/cached.ts";

export async function GET(): Promise<Response> {
  return new Response(await getRobotsTxt(), { headers: { "content-type": "text/plain; charset=utf-8" } });
}
