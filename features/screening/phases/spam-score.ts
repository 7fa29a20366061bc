import { listWords, type Phase } from "../verdict.ts";

/** Holds comments similar to refused ones; without enough examples of both kinds there is no score. */
export const spamScore: Phase = (_comment, { spam: learnt, settings }) => {
  const least = settings["moderation.spamScore"];
  if (!learnt || least === 0 || learnt.score * 100 < least) return undefined;
  return {
    action: "hold",
    reason: "verdict.spam",
    rule: "spam",
    values: { count: learnt.words.length, words: listWords(learnt.words), score: Math.floor(learnt.score * 100) },
    isLikelyRefusal: true,
  };
};
