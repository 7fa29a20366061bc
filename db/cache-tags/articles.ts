/** Cache tags of articles: set in cached.ts, invalidated by mutations through `invalidateTags`. */
export const articleCacheTags = {
  /** One article's page, by the slug in its address; also the 404 of a slug that does not exist yet. */
  slug: (slug: string) => `articles:slug:${slug}`,
  /** One article wherever its title or its counts of comments and votes are shown: its page, its cards, the lists. */
  id: (id: number) => `articles:id:${id}`,
  /**
   * Anything that lists articles: home, categories, tags, authors, sources, feeds, sitemap. A list that shows counts
   * also has the tags of its articles, so that comments and votes do not invalidate all lists.
   */
  lists: "articles:lists",
  /** The order of the articles by their votes. */
  votes: "articles:votes",
  /** Redirects from old addresses. */
  redirects: "articles:redirects",
} as const;
