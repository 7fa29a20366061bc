import type { SpamThreshold } from "#db/schema/screening.ts";
import type { TextSignals } from "../text-signals.ts";
import { combineSpamScore } from "./combined-score.ts";
import type { WordCounts } from "./score.ts";

/** The most different words in memory: words rarer than these carry the least information. */
const maxTrackedWords = 50_000;

/** A decided comment as returned by `extractWords`. */
export interface TrainingExample {
  id: number;
  /** For spam and advertising; refusals for other reasons are no examples. */
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
  /** How right it is at other thresholds. */
  thresholds: SpamThreshold[];
}

/** The thresholds (percent) that the settings page compares. */
const comparedThresholds = [50, 60, 70, 75, 80, 85, 90, 95];

/**
 * Measures how often the score is right on comments outside its training data.
 * @param threshold the score (percent) from which a comment is called spam
 * @param halfway see `combineSpamScore`
 */
export function createEvaluator(model: SpamModel, { threshold, halfway }: { threshold: number; halfway: number }) {
  const tested: WordCounts = { approved: 0, refused: 0 };
  const percents = [...new Set([...comparedThresholds, threshold])].sort((a, b) => a - b);
  const tallies = percents.map((percent): SpamThreshold => ({ percent, called: 0, correct: 0 }));
  return {
    attempt({ refused, words }: TrainingExample, signals: Pick<TextSignals, "tone" | "spamPatterns">): void {
      tested[refused ? "refused" : "approved"] += 1;
      const known = words.flatMap((word): [string, WordCounts][] => {
        const counts = model.words.get(word);
        return counts ? [[word, counts]] : [];
      });
      const { score } = combineSpamScore(signals, { examples: model.examples, words: known }, halfway);
      for (const tally of tallies) {
        if (score * 100 < tally.percent) continue;
        tally.called += 1;
        if (refused) tally.correct += 1;
      }
    },
    figures: (): EvaluationResult => {
      const { called = 0, correct = 0 } = tallies.find(({ percent }) => percent === threshold) ?? {};
      return {
        tested,
        precision: called === 0 ? null : correct / called,
        recall: tested.refused === 0 ? null : correct / tested.refused,
        thresholds: tallies,
      };
    },
  };
}
