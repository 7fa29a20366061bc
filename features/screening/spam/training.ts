import type { SpamThreshold } from "#db/schema/screening.ts";
import type { TextSignals } from "../text-signals.ts";
import { combineSpamScore } from "./combined-score.ts";
import type { WordCounts } from "./score.ts";

/** The most different words in memory: words rarer than these carry the least information. */
const maxTrackedWords = 50_000;

/** Until three people have used a word, no more than three comments of each of them count for it: nobody teaches a word alone. */
const [minWordAuthors, maxPerAuthor] = [3, 3];

/** A decided comment as returned by `extractWords`. */
export interface TrainingExample {
  id: number;
  /** For spam and advertising; refusals for other reasons are no examples. */
  refused: boolean;
  words: string[];
  /** A number for its author: the same one for all comments of deleted accounts. */
  author: number;
}

export interface SpamModel {
  examples: WordCounts;
  words: Map<string, WordCounts>;
  /** The authors whose approved comments have a word, and how many have it, in turn. Empty once they are enough. */
  usage: Map<string, number[]>;
  /** The authors of the refused comments that were learnt. */
  refusedAuthors: Set<number>;
}

export const emptySpamModel = (): SpamModel => ({
  examples: { approved: 0, refused: 0 },
  words: new Map(),
  usage: new Map(),
  refusedAuthors: new Set(),
});

/**
 * Adds one comment to the model. Of the refused comments of one author only the first is learnt: a few accounts could otherwise write usual
 * words until they are refused, to teach them as spam. Beyond the limit words seen only once are dropped, so memory stays bounded.
 */
export function trainOn(model: SpamModel, { refused, words, author }: TrainingExample): void {
  const kind = refused ? "refused" : "approved";
  if (refused) {
    if (model.refusedAuthors.has(author)) return;
    model.refusedAuthors.add(author);
  }
  model.examples[kind] += 1;
  for (const word of words) {
    if (!refused && !recordUsage(model, word, author)) continue;
    const counts = model.words.get(word);
    if (counts) counts[kind] += 1;
    else model.words.set(word, { approved: 0, refused: 0, [kind]: 1 });
  }
  for (let maxOccurrences = 1; model.words.size > maxTrackedWords; maxOccurrences += 1) {
    for (const [word, counts] of model.words)
      if (counts.approved + counts.refused <= maxOccurrences) {
        model.words.delete(word);
        model.usage.delete(word);
      }
  }
}

/** Records that an author used a word. Returns whether the comment counts for it. */
function recordUsage({ usage }: SpamModel, word: string, author: number): boolean {
  const authors = usage.get(word);
  if (!authors) usage.set(word, [author, 1]);
  if (!authors || authors.length === 0) return true;
  const place = authors.findIndex((one, n) => n % 2 === 0 && one === author);
  if (place >= 0) {
    const comments = (authors[place + 1] ?? 0) + 1;
    authors[place + 1] = comments;
    return comments <= maxPerAuthor;
  }
  if (authors.length / 2 + 1 >= minWordAuthors) usage.set(word, []);
  else authors.push(author, 1);
  return true;
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
    attempt(
      { refused, words }: Omit<TrainingExample, "author">,
      signals: Pick<TextSignals, "tone" | "spamPatterns">,
    ): void {
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
