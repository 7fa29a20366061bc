/** Cache tags of the pages that administrators add. */
export const pageCacheTags = {
  /** One page, or that there is none. */
  slug: (slug: string) => `texts:slug:${slug}`,
  /** Which there are, for navigation and sitemap. */
  list: "texts:list",
} as const;
