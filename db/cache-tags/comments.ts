import { articleCacheTags } from "./articles.ts";

export const commentCacheTags = {
  /** The threads on one article. */
  article: (articleId: number) => `comments:article:${articleId}`,
  /** The "best" order of those threads. */
  ranks: (articleId: number) => `comments:ranks:${articleId}`,
  /** Which comments editors featured. */
  featured: "comments:featured",
  /** The comments of one member, on their profile. */
  member: (memberId: number) => `comments:member:${memberId}`,
  /**
   * Everything that shows a published, changed or removed comment: the threads, the counts, the profiles of the
   * authors.
   */
  allViews: (article: { id: number; slug: string }, ...memberIds: (number | null | undefined)[]): string[] => [
    commentCacheTags.article(article.id),
    articleCacheTags.id(article.id),
    ...[...new Set(memberIds)].flatMap((id) => (id ? [commentCacheTags.member(id)] : [])),
  ],
} as const;
