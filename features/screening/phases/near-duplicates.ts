import { foldText } from "#lib/words/fold-text.ts";
import type { Phase } from "../verdict.ts";

/** A short text may be a coincidence: it counts from its second repetition on. */
const minShortMatches = 2;
/** From so many other accounts on (of a short text), the same text is a campaign; then texts count that are less alike (percent). */
const [minAccounts, minShortAccounts] = [2, 3];
const lessAlikeUnderSeveralAccounts = 10;

/** Holds a text that repeats, exactly or nearly, recent ones by the same member or others. */
export const repeats: Phase = ({ text, links }, { similar, settings }) => {
  if (similar.length === 0) return undefined;
  const minLikeness = settings["moderation.repeatAlike"];
  const alike = (min: number) => similar.filter(({ likeness }) => likeness * 100 >= min);
  const isShort = links.length === 0 && foldText(text).words.length < settings["moderation.repeatWords"];
  const others = alike(minLikeness - (isShort ? 0 : lessAlikeUnderSeveralAccounts)).filter(({ own }) => !own);
  const accounts = new Set(others.map(({ member }) => member)).size;
  const verdict = { action: "hold", rule: "spam", isLikelyRefusal: true } as const;
  if (accounts >= (isShort ? minShortAccounts : minAccounts))
    return { ...verdict, reason: "verdict.repeatAccounts", values: { count: accounts } };
  const matches = alike(minLikeness);
  if (matches.length < (isShort ? minShortMatches : 1)) return undefined;
  return { ...verdict, reason: matches.some(({ own }) => own) ? "verdict.repeatOwn" : "verdict.repeatOthers" };
};
