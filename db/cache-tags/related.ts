export const relatedCacheTags = {
  /** The selection below one article. Each article in it carries its own tag too (`articleTagsOf.id`). */
  article: (articleId: number) => `related:article:${articleId}`,
} as const;
