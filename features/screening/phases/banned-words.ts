import { listWords, type Phase } from "../verdict.ts";

/** Refuses words that the site does not print, and names them, so that a well-meaning author can rephrase. */
export const bannedWords: Phase = (_, { words }) => {
  const found = words.banned;
  if (found.length === 0) return undefined;
  return {
    action: "refuse",
    reason: "verdict.bannedWords",
    rule: "respect",
    values: { count: found.length, words: listWords(found) },
  };
};
