import type { Phase } from "../verdict.ts";

/** Every comment on this article is read first. */
export const premoderatedArticle: Phase = (_comment, { article: { policy }, edit }) =>
  policy === "premoderated" && !edit?.seen ? { action: "hold", reason: "verdict.article" } : undefined;
