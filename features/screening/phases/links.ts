import type { Phase } from "../verdict.ts";

/** Holds comments with more links than usual. */
export const links: Phase = (comment, { settings }) => {
  const maxLinks = settings["moderation.links"];
  if (comment.links.length <= maxLinks) return undefined;
  return {
    action: "hold",
    reason: "verdict.links",
    rule: "spam",
    values: { count: comment.links.length, max: maxLinks },
  };
};
