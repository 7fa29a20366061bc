export const relatedCacheTags = {
  /** The related articles of one article. Each article in the list also adds its own tag (`articleCacheTags.id`). */
  article: (articleId: number) => `related:article:${articleId}`,
} as const;
