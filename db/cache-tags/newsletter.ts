/** Cache tags of the newsletter on reader pages. */
export const newsletterCacheTags = {
  /** The topics on offer. */
  topics: "newsletter:topics",
  /** The list of sent issues and its feed. */
  archive: "newsletter:archive",
  /** The page of a sent issue, by its slug; also the 404 of one that is not sent yet. */
  issue: (slug: string) => `newsletter:issue:${slug}`,
} as const;
