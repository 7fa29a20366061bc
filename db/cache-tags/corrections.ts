/** Cache tags of corrections: set in cached.ts, invalidated by mutations through `invalidateTags`. */
export const correctionCacheTags = {
  /** The page of all corrections, and its feed. */
  all: "corrections:all",
  /** The corrections at the foot of one article. */
  article: (articleId: number) => `corrections:article:${articleId}`,
} as const;
