import type { PageKind } from "#features/health/samples/page-kinds.ts";

/** A new first part of an address needs a place here. */
const kindsByFirstPart = new Map<string, PageKind>(
  Object.entries({
    "": "home",
    page: "home",
    articles: "article",
    discussions: "discussion",
    categories: "category",
    tags: "tag",
    authors: "author",
    sources: "source",
    stories: "story",
    members: "member",
    search: "search",
    newsletter: "newsletter",
    "moderation-log": "moderation-log",
    about: "page",
    corrections: "page",
    legal: "page",
    menu: "page",
    offline: "page",
    pages: "page",
    privacy: "page",
    rules: "page",
    transparency: "page",
    preview: "preview",
    login: "sign-in",
    register: "sign-in",
    confirm: "sign-in",
    invitation: "sign-in",
    account: "account",
    comments: "account",
    notifications: "account",
    report: "account",
    admin: "admin",
    feeds: "feed",
    "feed.xml": "feed",
    "atom.xml": "feed",
    "feed.json": "feed",
    "sitemap.xml": "machine",
    "news-sitemap.xml": "machine",
    sitemaps: "machine",
    "robots.txt": "machine",
    "opensearch.xml": "machine",
    "license.xml": "machine",
    "manifest.webmanifest": "machine",
    ".well-known": "machine",
    media: "media",
    look: "static",
    _next: "static",
    "favicon.ico": "static",
    healthz: "probe",
    readyz: "probe",
    servez: "probe",
    metrics: "metrics",
  } satisfies Record<string, PageKind>),
);

/** By the second part of `/api/…`. */
const apiKinds = new Map<string, PageKind>(
  Object.entries({
    me: "viewer-data",
    live: "live",
    bounces: "webhook",
    websub: "webhook",
    auth: "sign-in",
  } satisfies Record<string, PageKind>),
);

const isFeedPath = (url: string, end: number) =>
  url.startsWith("/feed.xml", end - 9) ||
  url.startsWith("/atom.xml", end - 9) ||
  url.startsWith("/feed.json", end - 10);

/** The kind of a request for a URL (path and query). Takes less than a microsecond: each request is counted. */
export function kindOfUrl(url: string): PageKind {
  let end = url.indexOf("?");
  if (end < 0) end = url.length;
  const found = url.indexOf("/", 1);
  const firstEnd = found < 0 || found > end ? end : found;
  const first = url.slice(1, firstEnd);
  const kind = first === "api" ? kindOfApi(url, firstEnd, end) : kindsByFirstPart.get(first);
  if (kind === undefined) return "other";
  if (firstEnd === end) return kind;
  if (isFeedPath(url, end)) return "feed";
  if (kind === "article" || first === "pages") {
    const second = url.indexOf("/", firstEnd + 1);
    return second > 0 && url.startsWith("/comments", second) ? "discussion" : kind;
  }
  return kind === "search" && url.startsWith("/suggest", firstEnd) ? "suggestions" : kind;
}

function kindOfApi(url: string, firstEnd: number, end: number): PageKind | undefined {
  const next = url.indexOf("/", firstEnd + 1);
  return apiKinds.get(url.slice(firstEnd + 1, next < 0 || next > end ? end : next));
}
