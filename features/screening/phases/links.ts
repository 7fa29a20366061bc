import type { Phase } from "../verdict.ts";

/** More links than people put into what they say. */
export const links: Phase = (comment, { settings }) => {
  const most = settings["moderation.links"];
  if (comment.links.length <= most) return undefined;
  return { action: "hold", reason: "verdict.links", rule: "spam", values: { count: comment.links.length, most } };
};
