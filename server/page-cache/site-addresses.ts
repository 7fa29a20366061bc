import { pageDiscussionSlug, parsePageNumber } from "#features/articles/rules.ts";
import { mayBeRedirected, normaliseRedirectPath } from "#features/redirects/rules.ts";
import { listAllCandidates, listCandidates } from "#features/redirects/wordpress/candidates.ts";
import { canonicalWordPressQuery } from "#features/redirects/wordpress/query.ts";
import { parsePartName, type SitemapPart } from "#features/sitemap/rules.ts";
import { decodeSegment, type LogFilter, parseLogFilter } from "#features/transparency/log/rules.ts";
import { pagePath } from "#lib/site-address.ts";
import { splitAddress } from "#lib/split-address.ts";
import { privateAreas } from "./shared-routes.ts";

/** What the form of a shared address says, without the database. */
export type SiteAddress =
  /** Nothing can be there. */
  | { kind: "none" }
  /** Every site has it. */
  | { kind: "always" }
  /** WordPress's `/page/N`, or a path to which next.config.ts rewrites the query. */
  | { kind: "moved"; movedTo: string }
  /** A page of the home page, of the corrections or of the newsletter's archive. */
  | { kind: "home" | "corrections" | "newsletter"; page: number }
  /** An issue of the newsletter. */
  | { kind: "issue"; slug: string }
  | { kind: "log"; filter: LogFilter; before: number | undefined }
  | { kind: "report"; year: number }
  | { kind: "sitemap"; part: SitemapPart }
  | AddressNames;

const publicKinds = ["articles", "categories", "tags", "authors", "sources", "stories", "members", "pages"] as const;

/** An article, a category … with an address of its own. */
export interface NamedResource {
  kind: (typeof publicKinds)[number];
  name: string;
  /** The name as the address spells it; `name` has the canonical case. */
  spelling: string;
}

/** An address with names from the database. */
export interface AddressNames {
  kind: "names";
  resource: NamedResource | undefined;
  /** The page of its list, from 1. */
  page: number;
  /** If the path contains the page's number: the address with the number in the query. */
  movedTo?: string;
  /** A comment of the article, and the one after which its thread continues. */
  part: { comment?: number; after?: number };
  /** The path that may redirect elsewhere, as the address spells it. */
  path: string;
  /** That path in the spelling in which redirects are stored. */
  storedPath: string;
  /** Whether both spellings are the same. */
  isCanonical: boolean;
  /** The names that the address contains if it is an old one. */
  old: OldNames;
}

interface OldNames {
  articles: string[];
  categories: string[];
  tags: string[];
  authors: string[];
  redirects: string[];
  /** Whether it is WordPress's address of a feed, which every site redirects. */
  alwaysRedirects: boolean;
}

const none = { kind: "none" } as const;
const always = { kind: "always" } as const;

/** First segments of addresses of this site that have more. */
const ownAreas: ReadonlySet<string> = new Set([
  ...publicKinds,
  ".well-known",
  "_next",
  "look",
  "media",
  "menu",
  "moderation-log",
  "search",
  "sitemaps",
  "transparency",
]);

/** WordPress's sign-in and its front door; below it are scripts, which do not exist here. */
const wordPressSignIn = /^(?:\/[^/]+)?\/wp-(?:login\.php|admin)$/;

/** Paths that exist on every site. */
const builtInPath =
  /^\/(?:(?:atom\.xml|feed\.json|feed\.xml|about|discussions|legal|license\.xml|login|manifest\.webmanifest|menu|menu\/new\.json|news-sitemap\.xml|newsletter\/(?:atom\.xml|feed\.json|feed\.xml|sent)|offline|opensearch\.xml|privacy|register|robots\.txt|rules|search|sitemap\.xml|transparency)|\.well-known\/(?:change-password|security\.txt|tdmrep\.json)|(?:corrections|moderation-log)\/(?:atom\.xml|feed\.json|feed\.xml))$/;
const reportPath = /^\/transparency\/(\d{4})(?:(?:\.|\/report\.)(?:csv|json))?$/;
const issuePath = /^\/newsletter\/([a-z0-9-]{1,200})$/;
const numberedList = /^\/(?:(corrections|newsletter)(?:\/page\/(\d{1,6}))?|page\/(\d{1,6}))?$/;

/** What may follow an article's slug. */
const articleViews =
  /^(?:\/comments(?:\/sorted\/(?:newest|best))?(?:\/page\/(\d{1,6}))?|\/comments\/([1-9]\d{0,14})(?:\/after\/(\d{1,15}))?|\/comments\/(?:feed\.xml|atom\.xml|feed\.json))?$/;

/** What may follow the name of a list: a page, a feed. */
const listViews = /^(?:\/page\/(\d{1,6})|\/(?:feed\.xml|atom\.xml|feed\.json))?$/;

/**
 * Parses an address (a path with its meaningful query). Page numbers and cursors may be in the query, or in the path to
 * which next.config.ts rewrites them.
 */
export function parseSiteAddress(address: string): SiteAddress {
  const { path: given, query } = splitAddress(address);
  // Next redirects to the address without the slash.
  const path = given.replace(/(?<=.)\/$/, "");
  const parameters = new URLSearchParams(query);
  if (query !== "" && canonicalWordPressQuery(query) === query) return parseWordPressQuery(path, query);
  const normal = normaliseRedirectPath(path);
  if (normal === undefined) return none;
  if (builtInPath.test(path)) return always;
  if (wordPressSignIn.test(path)) return { kind: "moved", movedTo: "/login" };
  if (!mayBeRedirected(normal)) return none;
  const list = numberedList.exec(path);
  if (list) {
    const inPath = list[2] ?? list[3];
    const page = pageNumber(inPath, parameters);
    if (page === undefined) return none;
    if (inPath !== undefined) return { kind: "moved", movedTo: pagePath(`/${list[1] ?? ""}`, page) };
    return { kind: list[1] === "corrections" || list[1] === "newsletter" ? list[1] : "home", page };
  }
  const issue = issuePath.exec(path)?.[1];
  if (issue !== undefined) return { kind: "issue", slug: issue };
  const year = reportPath.exec(path)?.[1];
  if (year !== undefined) return { kind: "report", year: Number(year) };
  const [first = "", second = "", ...more] = path.split("/").slice(1).map(decodeSegment);
  // Those that exist were answered before (`theme-stylesheet.ts`).
  if (first === "look") return none;
  if (first === "sitemaps") {
    const part = more.length === 0 ? parsePartName(second) : undefined;
    return part ? { kind: "sitemap", part } : none;
  }
  if (first === "moderation-log") return parseLog(path, parameters);
  return parseNames(path, normal, parameters);
}

/** Next renders the redirects from `/?p=901` and `/?attachment_id=901`, which the page cache keeps. The others have no page. */
const renderedQuery = /^(?:p|attachment_id)=\d+$/;

function parseWordPressQuery(path: string, query: string): SiteAddress {
  const address = `${path}?${query}`;
  const [subject] = query.split("=", 1);
  const [only] = listCandidates(address);
  // Nothing in the database decides where a search or a date leads.
  if ((subject === "s" || subject === "m") && only?.kind === "path") return { kind: "moved", movedTo: only.path };
  const normal = normaliseRedirectPath(address);
  if (normal === undefined) return none;
  const names = parseNames(address, normal, new URLSearchParams());
  const isRendered = path === "/" && renderedQuery.test(query);
  return names.kind === "names"
    ? { ...names, resource: undefined, isCanonical: names.isCanonical && isRendered }
    : names;
}

/** Whether an address of this site has this form: its query is not WordPress's. */
export function isSitePath(path: string): boolean {
  const own = path.replace(/(?<=.)\/$/, "");
  if (own === "/" || builtInPath.test(own) || /^\/(?:corrections|newsletter)(?:\/|$)/.test(own)) return true;
  const [first = "", second] = own.split("/").slice(1);
  return second === undefined
    ? privateAreas.has(first) || first === "moderation-log"
    : privateAreas.has(first) || ownAreas.has(first);
}

/** The number in the path, else the one in the query, else 1; undefined if it cannot be the number of a page. */
function pageNumber(inPath: string | undefined, parameters: URLSearchParams): number | undefined {
  return parsePageNumber(inPath ?? parameters.get("page") ?? "1") ?? undefined;
}

function parseLog(path: string, parameters: URLSearchParams): SiteAddress {
  const before = parameters.get("before");
  const parts = path.split("/").slice(2).map(decodeSegment);
  const parsed = parseLogFilter(before === null ? parts : [...parts, "before", before]);
  return parsed ? { kind: "log", ...parsed } : none;
}

function parseNames(path: string, normal: string, parameters: URLSearchParams): SiteAddress {
  const old = namesOfOldAddress(normal);
  const names: AddressNames = {
    kind: "names",
    resource: undefined,
    page: 1,
    part: {},
    path,
    storedPath: normal,
    isCanonical: decodeSegment(path) === normal,
    old,
  };
  const [first = "", second = "", ...more] = path.split("/").slice(1).map(decodeSegment);
  const kind = publicKinds.find((name) => name === first);
  const view = more.map((segment) => `/${segment}`).join("");
  const match = kind && (kind === "articles" || kind === "pages" ? articleViews : listViews).exec(view);
  if (!kind || !match || second === "") return names;
  const page = pageNumber(match[1], parameters);
  if (page === undefined) return none;
  const after = match[3] ?? parameters.get("after");
  const part = {
    ...(match[2] === undefined ? {} : { comment: Number(match[2]) }),
    ...(match[2] === undefined || after === null ? {} : { after: Number(after) }),
  };
  const resource: NamedResource =
    kind === "pages" && view !== ""
      ? // The discussion of a page has a row of `articles`.
        { kind: "articles", name: pageDiscussionSlug(second), spelling: second }
      : { kind, name: kind === "members" ? second.toLowerCase() : second, spelling: second };
  // A list's redirect is stored without a page's number, which `resolveRedirect` reads from this form of the path.
  const isPart = page > 1 || match[2] !== undefined;
  const listPath = kind === "members" ? `/members/${resource.name}` : `/${first}/${second}/page/${page}`;
  const moved = isPart && kind !== "articles" && kind !== "pages" ? { path: listPath, storedPath: listPath } : {};
  const withoutPage = path.replace(/\/page\/\d+$/, "").replace(/\/sorted\/(\w+)$/, "?sort=$1");
  const movedTo = match[1] === undefined ? {} : { movedTo: pagePath(withoutPage, page) };
  // No address of a feed is stored as a redirect, so Next need not look for one.
  const isFeed = /\.(?:xml|json)$/.test(view);
  return { ...names, ...moved, ...movedTo, resource, page, part, isCanonical: names.isCanonical && !isPart && !isFeed };
}

const namesOfKind = { article: "articles", category: "categories", tag: "tags", author: "authors" } as const;

/** Lists the names under which the resource of an old address may be found now. */
function namesOfOldAddress(normal: string): OldNames {
  const names: OldNames = {
    articles: [],
    categories: [],
    tags: [],
    authors: [],
    redirects: [],
    alwaysRedirects: false,
  };
  if (!mayBeRedirected(normal)) return names;
  names.redirects.push(normal);
  for (const form of listAllCandidates(normal)) {
    if (form.kind === "path") names.alwaysRedirects = true;
    else if ("path" in form) names.redirects.push(form.path);
    else names[namesOfKind[form.kind]].push(form.slug);
  }
  // A category or a tag that was renamed or merged has a redirect from its former address.
  names.redirects.push(...names.categories.map((slug) => `/categories/${slug}`));
  names.redirects.push(...names.tags.map((slug) => `/tags/${slug}`));
  names.redirects.push(...names.authors.map((handle) => `/authors/${handle}`));
  return names;
}
