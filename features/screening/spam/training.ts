import { scoreSpam, type WordCounts } from "./score.ts";

/** Most different words remembered: what is rarer than all these says least. */
const maxTrackedWords = 50_000;

/** A decided comment, as `extractWords` sees it. */
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

/** Takes one comment in. Beyond the limit words that were seen once are forgotten, so memory stays bounded whatever is written. */
export function trainOn(learnt: SpamModel, { refused, words }: TrainingExample): void {
  const kind = refused ? "refused" : "approved";
  learnt.examples[kind] += 1;
  for (const word of words) {
    const seen = learnt.words.get(word);
    if (seen) seen[kind] += 1;
    else learnt.words.set(word, { approved: 0, refused: 0, [kind]: 1 });
  }
  for (let rare = 1; learnt.words.size > maxTrackedWords; rare += 1) {
    for (const [word, seen] of learnt.words) if (seen.approved + seen.refused <= rare) learnt.words.delete(word);
  }
}

export interface EvaluationResult {
  /** Comments it was tried on. */
  tested: WordCounts;
  /** Of those called spam, the share that was refused; null where none was. */
  precision: number | null;
  /** Of the refused, the share that was called spam; null where there was none. */
  recall: number | null;
}

/** Counts how often the score is right on comments it has not learnt from. `from`: the score (0 to 1) that calls a comment spam. */
export function createEvaluator(learnt: SpamModel, from: number) {
  const tested: WordCounts = { approved: 0, refused: 0 };
  let [rightly, wrongly] = [0, 0];
  return {
    attempt({ refused, words }: TrainingExample): void {
      tested[refused ? "refused" : "approved"] += 1;
      const known = words.flatMap((word): [string, WordCounts][] => {
        const seen = learnt.words.get(word);
        return seen ? [[word, seen]] : [];
      });
      if (scoreSpam(known, learnt.examples).score < from) return;
      if (refused) rightly += 1;
      else wrongly += 1;
    },
    figures: (): EvaluationResult => ({
      tested,
      precision: rightly + wrongly === 0 ? null : rightly / (rightly + wrongly),
      recall: tested.refused === 0 ? null : rightly / tested.refused,
    }),
  };
}
