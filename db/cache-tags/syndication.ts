/** Cache tags of other sites' news: set in cached.ts, invalidated by mutations through `invalidateTags`. */
export const syndicationCacheTags = {
  /** Which other sources have the text of an article. */
  coverage: (articleId: number) => `syndication:coverage:${articleId}`,
} as const;
