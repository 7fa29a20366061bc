import type { Phase } from "../verdict.ts";

/** Many of the member's last comments were refused: the next ones are read first. */
export const recentRefusals: Phase = (_comment, { history: { recent }, settings }) => {
  const days = settings["moderation.pastDays"];
  if (days === 0 || recent.refused < settings["moderation.pastRefusals"]) return undefined;
  if (recent.refused * 100 < recent.all * settings["moderation.pastRefused"]) return undefined;
  return { action: "hold", reason: "verdict.past", values: { count: recent.refused, days } };
};
