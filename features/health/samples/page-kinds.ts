/** The kinds of pages that people wait for: i18n `health.pageKinds`. */
const visitedKinds = [
  "home",
  "article",
  "discussion",
  "category",
  "tag",
  "author",
  "source",
  "story",
  "member",
  "search",
  "newsletter",
  "moderation-log",
  "page",
  "preview",
  "sign-in",
  "account",
  "admin",
] as const;

/**
 * The kinds under which requests are counted: what an address is for, never the address itself
 * (`server/metrics/page-kinds.ts`). The list is closed, so that strangers cannot add to it.
 */
export const pageKinds = [
  ...visitedKinds,
  "suggestions",
  "action",
  "feed",
  "machine",
  "webhook",
  "viewer-data",
  "live",
  "media",
  "static",
  "probe",
  "metrics",
  "refused",
  "other",
] as const;

export type PageKind = (typeof pageKinds)[number];

const visited: ReadonlySet<string> = new Set(visitedKinds);

/** Whether people wait for pages of a kind: no files, no feeds, no machines. */
export const isVisitedKind = (kind: string): boolean => visited.has(kind);
