export const commentTagsOf = {
  /** The threads below one article. */
  article: (articleId: number) => `comments:article:${articleId}`,
} as const;
