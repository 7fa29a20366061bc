/** Cache tags of articles: set in cached.ts, invalidated by mutations through `invalidateTags`. */
export const articleCacheTags = {
  /** One article's page, by the slug in its address; also the 404 of a slug that does not exist yet. */
  slug: (slug: string) => `articles:slug:${slug}`,
  /** One article wherever its figures are shown (cards, lists). */
  id: (id: number) => `articles:id:${id}`,
  /** Anything that lists articles: home, categories, tags, authors, sources, feeds, sitemap. */
  lists: "articles:lists",
  /** Wherever an article's counts are shown: its page (which reads them apart from the text), its cards, the lists. */
  figures: (article: { id: number }): string[] => [articleCacheTags.id(article.id), articleCacheTags.lists],
  /** Redirects from old addresses. */
  redirects: "articles:redirects",
} as const;
