import { openSearchType, writeOpenSearchDescription } from "#features/search/suggestions/open-search.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";

export const dynamic = "force-dynamic";

/** The OpenSearch description. */
export async function GET(): Promise<Response> {
  const settings = await getSettings();
  const description = writeOpenSearchDescription({
    name: settings["site.name"],
    description: settings["site.description"],
    siteUrl: env().SITE_URL,
    locale: siteLocale(),
  });
  return new Response(description, { headers: { "content-type": `${openSearchType}; charset=utf-8` } });
}
