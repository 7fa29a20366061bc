/** Cache tags of articles: read in cached.ts, cleared by mutations through `announce`. */
export const articleCacheTags = {
  /** One article's page, by the slug in its address (also what makes an unknown slug known). */
  slug: (slug: string) => `articles:slug:${slug}`,
  /** One article wherever it is shown with its figures (cards, lists). */
  id: (id: number) => `articles:id:${id}`,
  /** Anything that lists articles: home, categories, tags, authors, sources, feeds, sitemap. */
  lists: "articles:lists",
  /** Wherever an article's counts are shown: its page (which reads them apart from the text), its cards, the lists. */
  figures: (article: { id: number }): string[] => [articleCacheTags.id(article.id), articleCacheTags.lists],
  /** Old addresses. */
  redirects: "articles:redirects",
} as const;
