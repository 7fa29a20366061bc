import { keywordRules, type ScoreRules, scoreRules } from "#features/related/rules.ts";
import { keepJudged, type LoadedCorpus, writeKeywords } from "./databases.ts";
import { filterHalf, measureQuality } from "./measures.ts";
import { type CandidateParts, listCandidateParts, type RankedLists } from "./scorers.ts";

/** What is tried for the words; a body word counts 1. The lists are short because each choice is computed in the database. */
const keywordChoices = [
  ...[keywordRules.weights.title, 4, 16].map((title) => ({ ...keywordRules.weights, title, most: keywordRules.most })),
  ...[30, 40].map((most) => ({ ...keywordRules.weights, most })),
];
/** What is tried for the score; a tag's weight is its unit. */
const scoreChoices: Record<"words" | "category" | "time" | "halfLifeDays", number[]> = {
  words: [1, 2, 3, 4, 5, 6, 8, 12],
  category: [0, 0.05, 0.1, 0.2, 0.3, 0.5],
  time: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7],
  halfLifeDays: [30, 60, 120, 365],
};

/** A smaller gain is noise on a few hundred articles. */
const minGain = 0.002;

type Candidates = { corpus: LoadedCorpus; parts: CandidateParts[] }[];

/**
 * Searches better rules by the mean nDCG@6 of the corpora on the tuning half: for each choice of words a coordinate
 * search of the weights. Prints the other half's figures before and after.
 */
export async function tuneRules(corpora: LoadedCorpus[], say: (line: string) => void): Promise<void> {
  say(`\nTuning by the mean nDCG@6 of ${corpora.length} corpora; first the words, then the weights`);
  let best: { rules: ScoreRules; words: string; tuned: number; reported: number } | undefined;
  for (const { most, ...weights } of keywordChoices) {
    const candidates: Candidates = [];
    for (const corpus of corpora) {
      await writeKeywords(corpus.db, { weights, most });
      candidates.push({ corpus, parts: await listCandidateParts(corpus.db) });
    }
    const words = `title ${weights.title}, lead ${weights.lead}, ${most} words`;
    const rules = searchWeights(candidates);
    const tuned = score(candidates, rules, true);
    const reported = score(candidates, rules, false);
    const present = `${score(candidates, scoreRules, true).toFixed(4)} / ${score(candidates, scoreRules, false).toFixed(4)}`;
    say(
      `  ${words}: present weights ${present}, best ${tuned.toFixed(4)} / ${reported.toFixed(4)} ${formatRules(rules)}`,
    );
    if (!best || tuned > best.tuned + minGain) best = { rules, words, tuned, reported };
  }
  if (best)
    say(`  best: ${best.words}, ${formatRules(best.rules)}: ${best.tuned.toFixed(4)} / ${best.reported.toFixed(4)}`);
}

const formatRules = ({ weights, halfLifeDays }: ScoreRules) =>
  `(words ${weights.words}, category ${weights.category}, time ${weights.time}, half-life ${halfLifeDays} days)`;

function searchWeights(candidates: Candidates): ScoreRules {
  let best = scoreRules;
  let reached = score(candidates, best, true);
  for (let round = 0; round < 2; round += 1)
    for (const name of Object.keys(scoreChoices) as (keyof typeof scoreChoices)[])
      for (const value of scoreChoices[name]) {
        const rules =
          name === "halfLifeDays"
            ? { ...best, halfLifeDays: value }
            : { ...best, weights: { ...best.weights, [name]: value } };
        const figure = score(candidates, rules, true);
        if (figure > reached + minGain) [best, reached] = [rules, figure];
      }
  return best;
}

/** The mean nDCG@6 on one half. */
function score(candidates: Candidates, { weights, halfLifeDays }: ScoreRules, tuning: boolean): number {
  const total = candidates.reduce((sum, { corpus, parts }) => {
    const scored = new Map<string, { other: string; score: number }[]>();
    for (const one of parts) {
      const near = 1 - weights.time + weights.time * 2 ** (-one.days / halfLifeDays);
      const relation = one.tags * weights.tag + one.words * weights.words + one.category * weights.category;
      const list = scored.get(one.slug) ?? [];
      list.push({ other: one.other, score: relation * near });
      scored.set(one.slug, list);
    }
    const lists: RankedLists = new Map(
      [...scored].map(([slug, list]) => [slug, list.sort((a, b) => b.score - a.score).map(({ other }) => other)]),
    );
    return sum + measureQuality(keepJudged(corpus, lists), filterHalf(corpus.truth, tuning)).ndcg;
  }, 0);
  return total / candidates.length;
}
