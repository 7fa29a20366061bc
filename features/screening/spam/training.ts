import { scoreSpam, type WordCounts } from "./score.ts";

/** The most different words in memory: words rarer than these carry the least information. */
const maxTrackedWords = 50_000;

/** A decided comment as returned by `extractWords`. */
export interface TrainingExample {
  id: number;
  refused: boolean;
  words: string[];
}

export interface SpamModel {
  examples: WordCounts;
  words: Map<string, WordCounts>;
}

export const emptySpamModel = (): SpamModel => ({ examples: { approved: 0, refused: 0 }, words: new Map() });

/** Adds one comment to the model. Beyond the limit words seen only once are dropped, so memory stays bounded. */
export function trainOn(model: SpamModel, { refused, words }: TrainingExample): void {
  const kind = refused ? "refused" : "approved";
  model.examples[kind] += 1;
  for (const word of words) {
    const counts = model.words.get(word);
    if (counts) counts[kind] += 1;
    else model.words.set(word, { approved: 0, refused: 0, [kind]: 1 });
  }
  for (let maxOccurrences = 1; model.words.size > maxTrackedWords; maxOccurrences += 1) {
    for (const [word, counts] of model.words)
      if (counts.approved + counts.refused <= maxOccurrences) model.words.delete(word);
  }
}

export interface EvaluationResult {
  /** The comments that were evaluated. */
  tested: WordCounts;
  /** The share of refused comments among those called spam; null if none was. */
  precision: number | null;
  /** The share of refused comments that were called spam; null if none was refused. */
  recall: number | null;
}

/**
 * Measures how often the score is right on comments outside its training data.
 * @param threshold the score (0 to 1) from which a comment is called spam
 */
export function createEvaluator(model: SpamModel, threshold: number) {
  const tested: WordCounts = { approved: 0, refused: 0 };
  let [correct, incorrect] = [0, 0];
  return {
    attempt({ refused, words }: TrainingExample): void {
      tested[refused ? "refused" : "approved"] += 1;
      const known = words.flatMap((word): [string, WordCounts][] => {
        const counts = model.words.get(word);
        return counts ? [[word, counts]] : [];
      });
      if (scoreSpam(known, model.examples).score < threshold) return;
      if (refused) correct += 1;
      else incorrect += 1;
    },
    figures: (): EvaluationResult => ({
      tested,
      precision: correct + incorrect === 0 ? null : correct / (correct + incorrect),
      recall: tested.refused === 0 ? null : correct / tested.refused,
    }),
  };
}
