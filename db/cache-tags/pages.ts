/** Cache tags of the pages that administrators add. */
export const pageCacheTags = {
  /** One page, or its absence. */
  slug: (slug: string) => `texts:slug:${slug}`,
  /** The list of pages, for navigation and sitemap. */
  list: "texts:list",
} as const;
