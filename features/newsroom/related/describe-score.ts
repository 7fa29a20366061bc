import type { ScoredCandidate } from "#features/related/choices/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";

/**
 * Describes how a score was reached: each part that counts with its figure, the factor for the dates, and the total.
 *
 * @param wordsOfStems the words that readers see for the stems of the candidate
 */
export function describeScore(
  candidate: ScoredCandidate,
  wordsOfStems: ReadonlyMap<string, string>,
): { parts: string[]; total: string } {
  const t = translator();
  const figure = (value: number) => formatNumber(value, { locale: siteLocale(), decimals: 2 });
  const { tags: tagNames = [], words: stems = [] } = candidate.reasons;
  const parts: string[] = [];
  if (candidate.tags > 0)
    parts.push(t.typeset("relatedChoices.parts.tags", { names: tagNames.join(", "), figure: figure(candidate.tags) }));
  if (candidate.category > 0)
    parts.push(t.typeset("relatedChoices.parts.category", { figure: figure(candidate.category) }));
  if (candidate.words > 0) {
    const names = [...new Set(stems.map((stem) => wordsOfStems.get(stem) ?? stem))].join(", ");
    parts.push(t.typeset("relatedChoices.parts.words", { names, figure: figure(candidate.words) }));
  }
  if (parts.length > 0) parts.push(t.typeset("relatedChoices.parts.near", { figure: figure(candidate.near) }));
  return {
    parts,
    total: t.typeset("relatedChoices.parts.total", { figure: figure(candidate.score) }),
  };
}
