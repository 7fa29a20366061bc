export const maxOpmlBytes = 5_000_000;
export const maxOutlines = 10_000;
/** Characters of a checked list, which its form carries to the button that adds it. */
export const maxListLength = 5_000_000;

/** Why a list is refused: messages in `errors.feed`. */
export const opmlRefusals = {
  empty: "feed.opml.empty",
  encoding: "feed.opml.encoding",
  notOpml: "feed.opml.notOpml",
  forbidden: "feed.opml.forbidden",
  tooDeep: "feed.opml.tooDeep",
} as const;
