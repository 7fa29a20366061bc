import type { Locale } from "#i18n/translator.ts";
import { intlTags } from "./intl-tags.ts";

const known = new Map<string, Intl.NumberFormat>();

/**
 * Formats a number in the site's language, rounded to `decimals` (0 by default) and always shown with as many. `Intl`
 * groups French thousands with a narrow no-break space: 1 234.
 */
export function formatNumber(value: number, options: { locale: Locale; decimals?: number }): string {
  const decimals = options.decimals ?? 0;
  const key = `${options.locale} ${decimals}`;
  let formatter = known.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(intlTags[options.locale], {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    known.set(key, formatter);
  }
  return formatter.format(value);
}

/** The average of `count` ratings whose stars add up to `sum`: "4,25". Without ratings "0,00": say "Aucun avis" instead. */
export function formatRating(sum: number, count: number, locale: Locale): string {
  return formatNumber(count > 0 ? sum / count : 0, { locale, decimals: 2 });
}
