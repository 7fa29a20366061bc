import type { SearchKind } from "#features/search/rules.ts";

/** What the index says about a match: numbers between 0 and 1, and the positions of terms in the query. */
export interface MatchFacts {
  /** How near to each other the words are, and in which part of the text (ts_rank_cd, between 0 and 1). */
  density: number;
  /** How often they occur (ts_rank, between 0 and 1). */
  frequency: number;
  inTitle: number[];
  /** In the title or the lead. */
  inHead: number[];
  /** In the whole text. */
  inText: number[];
  /** By the word itself, not by a synonym. */
  asTyped: number[];
  title: string;
  listedAt: Date;
  votes: number;
  stars: number;
  reactions: number;
}

/** The parts of a score, each already multiplied with its weight: for tests and benchmarks. */
export interface ScoreParts {
  coverage: number;
  title: number;
  head: number;
  exactTitle: number;
  density: number;
  frequency: number;
  recency: number;
  rating: number;
}

interface ScoreContext {
  kind: SearchKind;
  /** Required and optional terms: how much each counts. */
  termWeights: number[];
  /** The words of the query, folded. */
  words: string[];
  foldWords: (text: string) => string[];
  now: Date;
}

const weights = {
  coverage: 6,
  title: 3,
  head: 1.2,
  exactTitle: 1,
  density: 2,
  frequency: 1,
  recency: 0.5,
  rating: 0.3,
};
/** The weight of a synonym, as a share of the typed word's. */
const synonymShare = 0.75;
/** Recency halves in this time. */
const halfLifeDays = 365;
/** Articles are the site's own texts; a comment is shown between those that match less well. */
const kindShares: Record<SearchKind, number> = { article: 1, correction: 0.6, comment: 0.55 };
const day = 86_400_000;

/** Computes the parts of a match's score. Pure: the same facts have the same score. */
export function scoreMatch(facts: MatchFacts, { kind, termWeights, words, foldWords, now }: ScoreContext): ScoreParts {
  const total = termWeights.reduce((sum, weight) => sum + weight, 0) || 1;
  const share = (terms: number[]) =>
    terms.reduce((sum, n) => sum + (termWeights[n] ?? 0) * (facts.asTyped.includes(n) ? 1 : synonymShare), 0) / total;
  const ageDays = Math.max(0, now.getTime() - facts.listedAt.getTime()) / day;
  const of = kindShares[kind];
  return {
    coverage: weights.coverage * (facts.inText.reduce((sum, n) => sum + (termWeights[n] ?? 0), 0) / total),
    title: of * weights.title * share(facts.inTitle),
    head: of * weights.head * share(facts.inHead),
    exactTitle: weights.exactTitle * exactShare(foldWords(facts.title), words),
    density: of * weights.density * facts.density,
    frequency: of * weights.frequency * facts.frequency,
    recency: weights.recency * 2 ** -(ageDays / halfLifeDays),
    rating: weights.rating * (kind === "comment" ? reactionShare(facts.reactions) : ratingShare(facts)),
  };
}

export function sumScore(parts: ScoreParts): number {
  // Rounded, so that a cursor compares exactly.
  return Math.round(Object.values(parts).reduce((sum: number, part: number) => sum + part, 0) * 1e6) / 1e6;
}

/** How many of the words are in the title as typed (a half), how many follow each other as typed (a half). */
function exactShare(title: string[], words: string[]): number {
  if (words.length === 0 || title.length === 0) return 0;
  const present = words.filter((word) => title.includes(word)).length / words.length;
  const pairs = words.slice(1).map((word, n) => [words[n], word]);
  const adjacent = pairs.filter(([one, next]) => title.some((word, n) => word === one && title[n + 1] === next)).length;
  return present / 2 + (pairs.length > 0 ? adjacent / pairs.length / 2 : present / 2);
}

/** The mean of the votes above three stars, as if five votes of three stars had been cast before. */
function ratingShare({ votes, stars }: MatchFacts): number {
  return Math.max(0, ((stars + 15) / (votes + 5) - 3) / 2);
}

const reactionShare = (reactions: number) => reactions / (reactions + 10);
