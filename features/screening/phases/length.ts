import type { Phase } from "../verdict.ts";

/** Refuses comments beyond the site's own limit. `parseComment` refuses extreme lengths before any work. */
export const length: Phase = ({ source }, { settings }) => {
  const max = settings["comments.longest"];
  if (source.length <= max || [...source].length <= max) return undefined;
  return { action: "refuse", reason: "comment.tooLong", values: { max } };
};
