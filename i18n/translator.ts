import { createTranslator } from "use-intl/core";
import { env } from "#lib/env.ts";
import en from "./en.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };

export const locales = ["fr", "en"] as const;
export type Locale = (typeof locales)[number];
export type Messages = typeof fr;

const messages: Record<Locale, Messages> = { fr, en };

/** The language of this site: one site speaks one language (SITE_LOCALE), so that its pages stay static. */
export function siteLocale(): Locale {
  return env().SITE_LOCALE;
}

const buildTranslator = (locale: Locale) => createTranslator<Messages>({ locale, messages: messages[locale] });

export type Translator = ReturnType<typeof buildTranslator>;

/** One per language: it keeps what it has parsed, and a page asks for one in each of its components. */
const translators = new Map<Locale, Translator>();

/** A translator for the site's language, anywhere (page, feed, mail, command line): `t("comments.count", { count: 2 })`. */
export function translator(locale: Locale = siteLocale()): Translator {
  const known = translators.get(locale) ?? buildTranslator(locale);
  translators.set(locale, known);
  return known;
}
