import type { Phase } from "../verdict.ts";

/** The discussion takes no more comments. What is there may still be corrected. */
export const closedThread: Phase = (_comment, { article, edit }) =>
  article.closed && !edit ? { action: "refuse", reason: "comment.closed" } : undefined;
