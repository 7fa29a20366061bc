import { type Locale, siteLocale } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";

/** Width of the logo in link previews: the picture's own where it is narrower. */
const shareWidth = 1280;

/** What the head of a page says of the site as a whole (`describePage`): its logo stands in for a picture. */
export function describeSite(settings: { "site.name": string; "look.logo": string }, locale: Locale = siteLocale()) {
  const [name, logo] = [settings["site.name"], settings["look.logo"]];
  return { name, locale, ...(logo && { image: { path: mediaSrc(logo, shareWidth, "jpeg"), alt: name } }) };
}
