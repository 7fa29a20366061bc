import { listWords, type Phase } from "../verdict.ts";

/** Flags words that may be harmless: the comment is published and shown to moderators. */
export const suspectWords: Phase = (_, { words }) => {
  const found = words.suspect;
  if (found.length === 0) return undefined;
  return { action: "flag", reason: "verdict.suspectWords", values: { count: found.length, words: listWords(found) } };
};
