import { type Locale, siteLocale } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";

/** Maximum width of the logo in link previews. */
const shareWidth = 1280;

/** Describes the site as a whole for a page's metadata (`describePage`): the logo replaces a missing picture. */
export function describeSite(settings: { "site.name": string; "look.logo": string }, locale: Locale = siteLocale()) {
  const [name, logo] = [settings["site.name"], settings["look.logo"]];
  return { name, locale, ...(logo && { image: { path: mediaSrc(logo, shareWidth, "jpeg"), alt: name } }) };
}
