/** Cache tags of the newsletter on reader pages. */
export const newsletterCacheTags = {
  /** The topics on offer. */
  topics: "newsletter:topics",
} as const;
