import { articleTagsOf } from "#features/articles/tags.ts";

export const commentTagsOf = {
  /** The threads below one article. */
  article: (articleId: number) => `comments:article:${articleId}`,
  /** The "best" order of those threads. */
  ranks: (articleId: number) => `comments:ranks:${articleId}`,
  /** Everything that a comment seen, changed or gone shows on: the threads, and the count wherever it stands. */
  shown: (article: { id: number; slug: string }): string[] => [
    commentTagsOf.article(article.id),
    ...articleTagsOf.figures(article),
  ],
} as const;
