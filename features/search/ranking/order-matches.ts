import type { SearchTerm } from "#features/search/matching/terms.ts";
import { splitWords } from "#features/search/query-language/parse-query.ts";
import type { SearchCursor } from "#features/search/request/cursor.ts";
import { searchKinds } from "#features/search/rules.ts";
import { foldWord } from "#lib/words/fold-word.ts";
import type { RankedMatch } from "./rank-matches.ts";
import { type ScoreParts, scoreMatch, sumScore } from "./score.ts";

/** A match at its place in the results. */
export interface OrderedMatch extends Pick<SearchCursor, "tier" | "score" | "kind" | "id"> {
  parts: ScoreParts | null;
}

/** Question words count this much of a word. */
const optionalWeight = 0.25;

/** Orders the matches of all kinds: by score, then newest id first within a kind. Deterministic. */
export function orderMatches(ranked: RankedMatch[], terms: SearchTerm[], now: Date): OrderedMatch[] {
  const context = {
    termWeights: terms.map(({ isOptional }) => (isOptional ? optionalWeight : 1)),
    words: terms.flatMap(({ text }) => splitWords(text).map(foldWord)),
    foldWords: (text: string) => splitWords(text).map(foldWord),
    now,
  };
  const ordered = ranked.map(({ kind, id, order, facts }): OrderedMatch => {
    if (!facts) return { kind, id, tier: 0, score: Math.round(order * 1e6) / 1e6, parts: null };
    const parts = scoreMatch(facts, { ...context, kind });
    return { kind, id, tier: 1, score: sumScore(parts), parts };
  });
  return ordered.sort(compareMatches);
}

type Place = Pick<OrderedMatch, "tier" | "score" | "kind" | "id">;

/** Negative: `a` is shown before `b`. */
export function compareMatches(a: Place, b: Place): number {
  return (
    b.tier - a.tier || b.score - a.score || searchKinds.indexOf(a.kind) - searchKinds.indexOf(b.kind) || b.id - a.id
  );
}
