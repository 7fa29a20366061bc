import { listWords, type Phase } from "../verdict.ts";

/** Words that may be harmless: published, and shown to moderators. */
export const suspectWords: Phase = (_, { words }) => {
  const found = words.suspect;
  if (found.length === 0) return undefined;
  return { action: "flag", reason: "verdict.suspectWords", values: { count: found.length, words: listWords(found) } };
};
