import { parseThemeStylesheet } from "#features/settings/theme-colours.ts";
import { translator } from "#i18n/translator.ts";

/** The site's own colours as a style sheet, made only from its address. Reader pages inline it. */
export async function GET(_request: Request, { params }: { params: Promise<{ colours: string }> }): Promise<Response> {
  const sheet = parseThemeStylesheet(`/look/${(await params).colours}`);
  if (sheet === undefined) return new Response(translator()("refusals.404.text"), { status: 404 });
  return new Response(sheet, { headers: { "content-type": "text/css; charset=utf-8" } });
}
