import type { Phase } from "../verdict.ts";

/** Holds the next comments of a member whose recent ones were mostly refused. */
export const recentRefusals: Phase = (_comment, { history: { recent }, settings }) => {
  const days = settings["moderation.pastDays"];
  if (days === 0 || recent.refused < settings["moderation.pastRefusals"]) return undefined;
  if (recent.refused * 100 < recent.all * settings["moderation.pastRefused"]) return undefined;
  return { action: "hold", reason: "verdict.past", values: { count: recent.refused, days } };
};
