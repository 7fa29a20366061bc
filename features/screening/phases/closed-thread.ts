import type { Phase } from "../verdict.ts";

/** Refuses new comments in a closed discussion. Existing ones may still be edited. */
export const closedThread: Phase = (_comment, { article, edit }) =>
  article.closed && !edit ? { action: "refuse", reason: "comment.closed" } : undefined;
