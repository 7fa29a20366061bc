import { getSecurityTxt } from "#features/sitemap/cached.ts";

export async function GET(): Promise<Response> {
  return new Response(await getSecurityTxt(), { headers: { "content-type": "text/plain; charset=utf-8" } });
}
