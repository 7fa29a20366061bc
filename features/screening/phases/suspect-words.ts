import { listWords, type Phase } from "../verdict.ts";

/** Flags words that may be harmless: the comment is published and shown to moderators. Quoted and reported ones do not count. */
export const suspectWords: Phase = (_, { words }) => {
  const found = words.suspect.filter(({ isReported }) => !isReported).map(({ word }) => word);
  if (found.length === 0) return undefined;
  return { action: "flag", reason: "verdict.suspectWords", values: { count: found.length, words: listWords(found) } };
};
