import { getSitemapPart } from "#features/sitemap/cached.ts";
import { translator } from "#i18n/translator.ts";

export async function GET(_request: Request, { params }: { params: Promise<{ part: string }> }): Promise<Response> {
  const text = await getSitemapPart((await params).part);
  if (text === null) return new Response(translator()("refusals.404.text"), { status: 404 });
  return new Response(text, { headers: { "content-type": "application/xml; charset=utf-8" } });
}
