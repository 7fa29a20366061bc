import { articleCacheTags } from "./articles.ts";

export const commentTags = {
  /** The threads below one article. */
  article: (articleId: number) => `comments:article:${articleId}`,
  /** The "best" order of those threads. */
  ranks: (articleId: number) => `comments:ranks:${articleId}`,
  /** What one member wrote, on their profile. */
  member: (memberId: number) => `comments:member:${memberId}`,
  /** Everything that comments seen, changed or gone show on: the threads, the count wherever it stands, the profiles of who wrote them. */
  shown: (article: { id: number; slug: string }, ...memberIds: (number | null | undefined)[]): string[] => [
    commentTags.article(article.id),
    ...articleCacheTags.figures(article),
    ...[...new Set(memberIds)].flatMap((id) => (id ? [commentTags.member(id)] : [])),
  ],
} as const;
