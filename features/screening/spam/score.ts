import { foldText } from "#lib/words/fold-text.ts";

/** The most distinct words of one comment that are scored: a printed page. */
const maxScoredWords = 300;
/** A word in fewer training comments is ignored. */
export const minOccurrences = 3;
/** The number of words that decide, the most informative first, so that what is special in a long comment counts. */
const decisiveWordCount = 15;

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
 * little still detects spam. `words`: those that count for a refusal, the most informative first.
 */
export function scoreSpam(
  words: Iterable<[string, WordCounts]>,
  examples: WordCounts,
): { score: number; words: string[] } {
  const weights: { word: string; weight: number }[] = [];
  for (const [word, { approved, refused }] of words) {
    if (approved + refused < minOccurrences) continue;
    // Laplace smoothing: a word that was never approved is no proof.
    const weight =
      Math.log((refused + 1) / (examples.refused + 2)) - Math.log((approved + 1) / (examples.approved + 2));
    weights.push({ word, weight });
  }
  weights.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.word < b.word ? -1 : 1));
  const decisive = weights.slice(0, decisiveWordCount);
  const sum = decisive.reduce((total, { weight }) => total + weight, 0);
  const against = decisive.filter(({ weight }) => weight > 0).map(({ word }) => word);
  return { score: 1 / (1 + Math.exp(-sum)), words: against };
}
