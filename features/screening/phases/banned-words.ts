import { listWords, type Phase } from "../verdict.ts";

/** Words that the site does not print. They are named, so that somebody who meant no harm can write otherwise. */
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
