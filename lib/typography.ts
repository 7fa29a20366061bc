import { type Locale, siteLocale } from "#i18n/translator.ts";
import { outerSpaces, typesetFrench } from "./french-typography.ts";

/** The typography of the site's language, for a text that somebody wrote; a sentence of the site comes from `t.typeset`. */
export function typeset(text: string, locale: Locale = siteLocale()): string {
  return locale === "fr" ? typesetFrench(text) : text;
}

/**
 * Prepares a title for quotation marks: quotations inside it get the second kind, « Un “mot” du jour », “One ‘word’”,
 * and lose the spaces inside guillemets.
 */
export function insideQuotes(title: string, locale: Locale = siteLocale()): string {
  if (locale === "fr")
    return title.replace(/«([^«»]*)»/g, (_, inside: string) => `“${inside.replace(outerSpaces, "")}”`);
  return title.replace(/“([^“”]*)”/g, "‘$1’");
}

/** Figures joined by hyphens or slashes ("3-2-1", "24/7"), in which a line must not break. */
const joinedFigures = /((?<!\d)\d+(?:[-/]\d+)+)/;

/** Splits a text at its joined figures: those have the odd positions. */
export const splitJoinedFigures = (text: string): string[] => text.split(joinedFigures);
