import type { Phase } from "../verdict.ts";

/** Refuses a reader's comment that comes too soon after their last one on an article in slow mode. Edits pass. */
export const slowMode: Phase = (_comment, { article, edit, now }) => {
  const { minutes = 0, lastCommentAt = null } = article.slowMode ?? {};
  if (edit || minutes === 0 || !lastCommentAt) return undefined;
  const next = new Date(lastCommentAt.getTime() + minutes * 60_000);
  if (next <= now) return undefined;
  const wait = Math.ceil((next.getTime() - now.getTime()) / 60_000);
  return { action: "refuse", reason: "comment.slowMode", values: { minutes, wait, next: next.toISOString() } };
};
