/** Cache tags of corrections: read in cached.ts, cleared by mutations through `announce`. */
export const correctionCacheTags = {
  /** The page of all, and its feed. */
  all: "corrections:all",
  /** What stands at the foot of one article. */
  article: (articleId: number) => `corrections:article:${articleId}`,
} as const;
