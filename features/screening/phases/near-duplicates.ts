import type { Phase } from "../verdict.ts";

/** Refuses a text that repeats, exactly or nearly, a recent one by the same member or another. */
export const repeats: Phase = (_comment, { similar, settings }) => {
  const alike = similar.filter(({ likeness }) => likeness * 100 >= settings["moderation.repeatAlike"]);
  if (alike.length === 0) return undefined;
  const reason = alike.some(({ own }) => own) ? "verdict.repeatOwn" : "verdict.repeatOthers";
  return { action: "hold", reason, rule: "spam", isLikelyRefusal: true };
};
