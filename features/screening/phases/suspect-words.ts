import { listWords, type Phase, type ScreenedComment } from "../verdict.ts";
import type { ListedWord } from "../word-lists.ts";

/**
 * Below this score of every class the model is sure enough that a built-in insult or threat is none: a dog's name, a song's title. Of the
 * labelled comments that only such a word shows, 15 of 43 good ones and 5 of 76 bad ones have lower scores (cross-validated).
 */
const minToneOfBuiltIn = 10;

/**
 * Flags words that may be harmless: the comment is published and shown to moderators. Quoted and reported ones do not count, nor do built-in
 * insults and threats in a text whose tone is clearly none. Slurs and the site's own words always count.
 */
export const suspectWords: Phase = ({ signals }, { words }) => {
  const isHarmlessTone = isHarmless(signals.tone);
  const counts = ({ isReported, list }: ListedWord) =>
    !isReported && !(isHarmlessTone && list !== "site" && !list.endsWith("-slurs"));
  const found = words.suspect.filter(counts).map(({ word }) => word);
  if (found.length === 0) return undefined;
  return { action: "flag", reason: "verdict.suspectWords", values: { count: found.length, words: listWords(found) } };
};

const isHarmless = ({ insult, hate, threat, sexual }: ScreenedComment["signals"]["tone"]) =>
  [insult, hate, threat, sexual].every(({ percent }) => percent < minToneOfBuiltIn);
