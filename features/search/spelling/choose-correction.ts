import { foldWord } from "#lib/words/fold-word.ts";
import { editDistance } from "./edit-distance.ts";
import { phoneticKey } from "./phonetic-key.ts";
import type { KnownWord } from "./queries.ts";

/** Shorter words have too many neighbours. */
export const minCorrectedLength = 4;
const maxShortLength = 5;

/** Rows of a French and an English keyboard. */
const keyboardRows = ["azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/** A correction of one word, and what speaks against it. */
export interface SpellingCorrection {
  spelling: string;
  cost: number;
}

/** Chooses the best correction of a folded word; undefined if no candidate is near enough. The same for any order. */
export function chooseCorrection(typed: string, candidates: readonly KnownWord[]): SpellingCorrection | undefined {
  const key = phoneticKey(typed);
  return candidates
    .map((candidate) => ({ candidate, cost: rateCandidate(typed, key, candidate) }))
    .filter(({ cost }) => Number.isFinite(cost))
    .sort(
      (one, other) =>
        one.cost - other.cost ||
        other.candidate.count - one.candidate.count ||
        (one.candidate.word < other.candidate.word ? -1 : 1),
    )
    .map(({ candidate, cost }) => ({ spelling: candidate.spelling, cost }))[0];
}

/** One edit costs 1. Infinity: not a correction. */
function rateCandidate(typed: string, key: string, { word, spelling, count }: KnownWord): number {
  const isShort = typed.length <= maxShortLength;
  // Folded, a ç sounds like a k.
  const soundsAlike = [word, foldWord(spelling.replaceAll("ç", "s"))].some((one) => phoneticKey(one) === key);
  const max = (isShort ? 1 : 2) + (soundsAlike ? 1 : 0);
  const distance = editDistance(typed, word, max);
  if (distance > max || word.length < 3) return Number.POSITIVE_INFINITY;
  const hasSameStart = typed[0] === word[0];
  const isSwappedStart = typed[0] === word[1] && typed[1] === word[0];
  if (isShort && !hasSameStart && !isSwappedStart && !soundsAlike) return Number.POSITIVE_INFINITY;
  return (
    distance -
    (soundsAlike ? 0.6 : 0) -
    (withoutDoubles(typed) === withoutDoubles(word) ? 0.3 : 0) -
    (hasNeighbourKey(typed, word) ? 0.3 : 0) +
    (hasSameStart || isSwappedStart || soundsAlike ? 0 : 0.5) -
    rateFrequency(count)
  );
}

/** A word of a hundred times as many articles makes up for less than half a letter. */
export const rateFrequency = (count: number): number => Math.min(Math.log10(count + 1) * 0.2, 1);

const withoutDoubles = (word: string) => word.replace(/(.)\1/g, "$1");

/** Whether the words differ in one letter only, whose keys are beside each other. */
function hasNeighbourKey(typed: string, word: string): boolean {
  if (typed.length !== word.length) return false;
  const at = [...typed].findIndex((letter, n) => letter !== word[n]);
  if (at < 0 || typed.slice(at + 1) !== word.slice(at + 1)) return false;
  return keyboardRows.some((row) => {
    const [one, other] = [row.indexOf(typed.charAt(at)), row.indexOf(word.charAt(at))];
    return one >= 0 && other >= 0 && Math.abs(one - other) === 1;
  });
}
