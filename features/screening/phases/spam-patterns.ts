import { listWords, type Phase } from "../verdict.ts";

/** Points from which a comment is shown to moderators, and from which it waits. */
const [minFlaggedPoints, minHeldPoints] = [3, 4];

/** Holds what says several things that advertising and fraud say, and links that lead elsewhere than they show; flags the less certain. */
export const spamPatterns: Phase = ({ signals }, { settings }) => {
  const { points, found, misleading } = signals.spamPatterns;
  if (settings["moderation.spamPatterns"] === 0) return undefined;
  if (misleading.length > 0) {
    return {
      action: "hold",
      reason: "verdict.hiddenLink",
      rule: "spam",
      values: { count: misleading.length, links: listWords(misleading) },
      isLikelyRefusal: true,
    };
  }
  if (points < minFlaggedPoints) return undefined;
  const verdict = {
    reason: "verdict.spamPatterns",
    rule: "spam",
    values: { words: listWords(found), named: found.length > 0 ? "yes" : "no" },
  } as const;
  return points < minHeldPoints
    ? { action: "flag", ...verdict }
    : { action: "hold", ...verdict, isLikelyRefusal: true };
};
