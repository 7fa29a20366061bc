import { listWords, type Phase } from "../verdict.ts";

/** Holds comments similar to refused ones; without enough examples of both kinds there is no score. */
export const spamScore: Phase = (_comment, { spam: result, settings }) => {
  const minScore = settings["moderation.spamScore"];
  if (!result || minScore === 0 || result.score * 100 < minScore) return undefined;
  return {
    action: "hold",
    reason: "verdict.spam",
    rule: "spam",
    values: { count: result.words.length, words: listWords(result.words), score: Math.floor(result.score * 100) },
    isLikelyRefusal: true,
  };
};
