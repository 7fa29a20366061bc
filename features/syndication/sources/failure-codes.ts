/** Why a fetch fails: the messages below `sources.failures`. */
export const failureCodes = [
  // The address, and the way to it (lib/fetch).
  ...(["address", "scheme", "credentials", "port", "private", "redirects", "unknownHost"] as const),
  ...(["network", "timeout", "tooSlow", "tooLarge", "aborted"] as const),
  // The response.
  ...(["unauthorized", "refused", "notFound", "gone", "tooMany", "server", "status"] as const),
  // The document (lib/feed/parsed-feed.ts), and the parser thread.
  ...(["empty", "html", "notFeed", "syntax", "forbidden", "encoding", "busy", "costly"] as const),
  // Its new address is that of another feed.
  "sameFeed",
  "other",
] as const;
export type FailureCode = (typeof failureCodes)[number];

export const isFailureCode = (code: string): code is FailureCode => failureCodes.some((known) => known === code);
