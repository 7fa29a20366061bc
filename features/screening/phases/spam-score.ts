import { listWords, type Phase } from "../verdict.ts";

/** Holds what is likely spam by the built-in model and by the site's decisions about spam. */
export const spamScore: Phase = (_comment, { spam: result, settings }) => {
  const minScore = settings["moderation.spamScore"];
  if (!result || minScore === 0 || result.score * 100 < minScore) return undefined;
  return {
    action: "hold",
    reason: "verdict.spam",
    rule: "spam",
    values: {
      words: listWords(result.words),
      named: result.words.length > 0 ? "yes" : "no",
      score: Math.floor(result.score * 100),
    },
    isLikelyRefusal: true,
  };
};
