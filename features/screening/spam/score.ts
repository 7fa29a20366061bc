import { foldText } from "#lib/words/fold-text.ts";
import { isStopWord } from "../tone/stop-words.ts";

/** The most distinct words of one comment that are scored: a printed page. */
const maxScoredWords = 300;
/** A word in fewer training comments is ignored. */
export const minOccurrences = 3;
/** The number of words that decide, the most informative first, so that what is special in a long comment counts. */
const decisiveWordCount = 15;
/** Of these, the most that speak for the text: good words around an advertisement must not crowd out its own. */
const maxClearingWords = 7;
/** The words that are named as reasons: few, and each with at least this share of the first one's weight. */
const maxNamedWords = 5;
const minNamedShare = 0.35;

/** The numbers of approved and refused comments that contain a word. */
export interface WordCounts {
  approved: number;
  refused: number;
}

/** Returns the features of a comment: its distinct folded words, and the domains of its links. */
export function extractWords(text: string, domains: string[]): string[] {
  const words = foldText(text).words.filter((word) => word.length >= 3 && word.length <= 40);
  return [...new Set([...domains.map((domain) => domain.slice(0, 253)), ...words])].slice(0, maxScoredWords);
}

/**
 * Returns the similarity to refused comments (0 to 1): naive Bayes on the presence of words, with equal priors so that a site which refuses
 * little still detects spam. `words`: those that count for a refusal and mean something, the most informative first.
 */
export function scoreSpam(
  words: Iterable<[string, WordCounts]>,
  examples: WordCounts,
): { score: number; words: string[] } {
  const weights: { word: string; weight: number }[] = [];
  for (const [word, counts] of words) {
    if (counts.approved + counts.refused >= minOccurrences) weights.push({ word, weight: weighWord(counts, examples) });
  }
  weights.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.word < b.word ? -1 : 1));
  const surplus = new Set(weights.filter(({ weight }) => weight < 0).slice(maxClearingWords));
  const decisive = weights.filter((one) => !surplus.has(one)).slice(0, decisiveWordCount);
  const sum = decisive.reduce((total, { weight }) => total + weight, 0);
  return { score: 1 / (1 + Math.exp(-sum)), words: nameWords(decisive.filter(({ weight }) => weight > 0)) };
}

/**
 * How much more a word is in refused comments than one expects of it there, against the same in approved ones, as log-odds. One occurrence
 * is added to each count and to what is expected of it: with 20,000 approved comments and 50 refused ones, a word of three approved ones
 * is hardly expected among the 50, and its absence there says nothing.
 */
function weighWord({ approved, refused }: WordCounts, examples: WordCounts): number {
  const share = (approved + refused) / (examples.approved + examples.refused);
  return (
    Math.log((refused + 1) / (examples.refused * share + 1)) -
    Math.log((approved + 1) / (examples.approved * share + 1))
  );
}

function nameWords(accusing: { word: string; weight: number }[]): string[] {
  const telling = accusing.filter(({ word }) => !isStopWord(word)).slice(0, maxNamedWords);
  const least = (telling[0]?.weight ?? 0) * minNamedShare;
  return telling.filter(({ weight }) => weight >= least).map(({ word }) => word);
}
