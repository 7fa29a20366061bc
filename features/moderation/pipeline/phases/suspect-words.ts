import { named, type Phase } from "../verdict.ts";
import { foundIn } from "../word-lists.ts";

/** Words that may be harmless: published, and shown to moderators. */
export const suspectWords: Phase = (comment, { words }) => {
  const found = foundIn(comment, words.suspect);
  if (found.length === 0) return undefined;
  return { action: "flag", reason: "verdict.suspectWords", values: { count: found.length, words: named(found) } };
};
