import type { Phase } from "../verdict.ts";

/** Longer than the site wants. What nobody could want (`parseComment`) is refused before anything works on it. */
export const length: Phase = ({ source }, { settings }) => {
  const longest = settings["comments.longest"];
  if (source.length <= longest || [...source].length <= longest) return undefined;
  return { action: "refuse", reason: "comment.tooLong", values: { longest } };
};
