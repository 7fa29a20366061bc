import { listWords, type Phase } from "../verdict.ts";

/**
 * Holds or refuses banned words, as the site chose, and names them, so that a well-meaning author can rephrase. Victims repeat what they
 * were called: words that a comment attributes to somebody do not count, and words that it only quotes flag it.
 */
export const bannedWords: Phase = ({ signals }, { words, settings }) => {
  const own = words.banned.filter(({ isReported }) => !isReported);
  if (own.length === 0 && signals.hasAttribution) return undefined;
  const found = own.length > 0 ? own : words.banned;
  if (found.length === 0) return undefined;
  const values = { count: found.length, words: listWords(found.map(({ word }) => word)) };
  if (own.length === 0) return { action: "flag", reason: "verdict.quotedWords", values };
  const refuses = settings["moderation.bannedAction"] === "refuse";
  return refuses
    ? { action: "refuse", reason: "verdict.bannedWords", rule: "respect", values }
    : { action: "hold", reason: "verdict.heldWords", rule: "respect", values };
};
