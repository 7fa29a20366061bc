import type { Locale } from "#i18n/translator.ts";

const segmenters = new Map<Locale, Intl.Segmenter>();

/** Returns the first sentence of a text, as Unicode and the language divide it. */
export function firstSentence(text: string, locale: Locale): string {
  let segmenter = segmenters.get(locale);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(locale, { granularity: "sentence" });
    segmenters.set(locale, segmenter);
  }
  // No sentence that readers finish is longer; the segmenter then reads no more.
  const [first] = segmenter.segment(text.slice(0, 2_000));
  return first?.segment.trim() ?? "";
}
