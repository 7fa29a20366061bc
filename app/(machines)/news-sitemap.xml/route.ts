import { getNewsSitemap } from "#features/sitemap/cached.ts";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  return new Response(await getNewsSitemap(), { headers: { "content-type": "application/xml; charset=utf-8" } });
}
