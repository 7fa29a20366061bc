import { env } from "#lib/env.ts";
import { createSiteTranslator, type Locale, type Messages, type Translator } from "./create-translator.ts";
import en from "./en.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };

export { type Locale, locales, type Messages, type Translator } from "./create-translator.ts";

/** All messages, by language. */
export const catalogues: Record<Locale, Messages> = { fr, en };

/** The language of this site. A site has only one (SITE_LOCALE), so that its pages stay static. */
export function siteLocale(): Locale {
  return env().SITE_LOCALE;
}

/** The name of the site's language within a sentence: "français", "English". */
export function nameSiteLanguage(): string {
  return new Intl.DisplayNames(siteLocale(), { type: "language" }).of(siteLocale()) ?? siteLocale();
}

/** One per language: it caches parsed messages, and each component of a page uses it. */
const translators = new Map<Locale, Translator>();

/**
 * A translator for the site's language, usable anywhere (page, feed, mail, command line):
 * `t("comments.count", { count: 2 })`, or `t.typeset(…)` for a message on a page, in which no space before a colon or
 * inside « » may break.
 */
export function translator(locale: Locale = siteLocale()): Translator {
  const known = translators.get(locale) ?? createSiteTranslator(locale, catalogues[locale]);
  translators.set(locale, known);
  return known;
}
