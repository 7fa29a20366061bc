import { listWords, type Phase } from "../verdict.ts";

/**
 * Holds or refuses banned words, as the site chose, and names them, so that a well-meaning author can rephrase. What a
 * comment only quotes or reports is published and shown to moderators: victims repeat what they were called.
 */
export const bannedWords: Phase = (_, { words, settings }) => {
  const own = words.banned.filter(({ isReported }) => !isReported);
  const found = own.length > 0 ? own : words.banned;
  if (found.length === 0) return undefined;
  const values = { count: found.length, words: listWords(found.map(({ word }) => word)) };
  if (own.length === 0) return { action: "flag", reason: "verdict.quotedWords", values };
  const refuses = settings["moderation.bannedAction"] === "refuse";
  return refuses
    ? { action: "refuse", reason: "verdict.bannedWords", rule: "respect", values }
    : { action: "hold", reason: "verdict.heldWords", rule: "respect", values };
};
