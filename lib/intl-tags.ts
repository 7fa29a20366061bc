import type { Locale } from "#i18n/translator.ts";

/** The language tags for `Intl`. English is British: the day before the month, 24 hours, "Ada, Malik and Inès". */
export const intlTags: Record<Locale, string> = { fr: "fr-FR", en: "en-GB" };
