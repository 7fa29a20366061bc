import type { Phase } from "../verdict.ts";

/** Holds every comment on a premoderated article. */
export const premoderatedArticle: Phase = (_comment, { article: { policy }, edit }) =>
  policy === "premoderated" && !edit?.wasVisible ? { action: "hold", reason: "verdict.article" } : undefined;
