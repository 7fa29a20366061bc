import type { Phase } from "../verdict.ts";

/** Refuses a text that repeats, exactly or nearly, a recent one by the same member or another. */
export const repeats: Phase = (_comment, { similar, settings }) => {
  const near = similar.filter(({ likeness }) => likeness * 100 >= settings["moderation.repeatAlike"]);
  if (near.length === 0) return undefined;
  const reason = near.some(({ own }) => own) ? "verdict.repeatOwn" : "verdict.repeatOthers";
  return { action: "hold", reason, rule: "spam", isLikelyRefusal: true };
};
