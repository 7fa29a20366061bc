import { foldText } from "#lib/words/fold-text.ts";

/** Most distinct words looked at of one comment: a printed page. */
const maxScoredWords = 300;
/** A word in fewer learnt comments says nothing. */
export const minOccurrences = 3;
/** So many words decide, the most telling first, so that a long comment is judged by what is special in it. */
const decisiveWordCount = 15;

/** In how many approved and refused comments a word was. */
export interface WordCounts {
  approved: number;
  refused: number;
}

/** What the score looks at: distinct words, folded, and the domains of links. */
export function extractWords(text: string, domains: string[]): string[] {
  const words = foldText(text).words.filter((word) => word.length >= 3 && word.length <= 40);
  return [...new Set([...domains.map((domain) => domain.slice(0, 253)), ...words])].slice(0, maxScoredWords);
}

/**
 * How much like refused comments (0 to 1): naive Bayes on whether a word is there, both kinds taken as equally likely so that a site
 * which refuses little is not blind. `words`: those that spoke for a refusal, the most telling first.
 */
export function scoreSpam(
  words: Iterable<[string, WordCounts]>,
  examples: WordCounts,
): { score: number; words: string[] } {
  const weighed: { word: string; weight: number }[] = [];
  for (const [word, { approved, refused }] of words) {
    if (approved + refused < minOccurrences) continue;
    // One more of each than was seen: a word that was never approved is no proof.
    const weight =
      Math.log((refused + 1) / (examples.refused + 2)) - Math.log((approved + 1) / (examples.approved + 2));
    weighed.push({ word, weight });
  }
  weighed.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.word < b.word ? -1 : 1));
  const decisive = weighed.slice(0, decisiveWordCount);
  const sum = decisive.reduce((total, { weight }) => total + weight, 0);
  const against = decisive.filter(({ weight }) => weight > 0).map(({ word }) => word);
  return { score: 1 / (1 + Math.exp(-sum)), words: against };
}
