import { parsePageNumber } from "#features/articles/rules.ts";
import { listCandidates, mayBeRedirected, normaliseRedirectPath } from "#features/redirects/rules.ts";
import { parsePartName, type SitemapPart } from "#features/sitemap/rules.ts";
import { decodeSegment, type LogFilter, parseLogFilter } from "#features/transparency/log/rules.ts";
import { pagePath } from "#lib/site-address.ts";
import { splitAddress } from "#lib/split-address.ts";

/** What a shared address is by its form, without the database. */
export type SiteAddress =
  /** Nothing can be there. */
  | { kind: "none" }
  /** Every site has it. */
  | { kind: "always" }
  /** WordPress's `/page/N`, or a path to which next.config.ts rewrites the query. */
  | { kind: "moved"; movedTo: string }
  /** A page of a list without a name. */
  | { kind: "home" | "corrections"; page: number }
  | { kind: "log"; filter: LogFilter; before: number | undefined }
  | { kind: "report"; year: number }
  | { kind: "sitemap"; part: SitemapPart }
  | AddressNames;

const publicKinds = ["articles", "categories", "tags", "authors", "sources", "members", "pages"] as const;

/** Something public with an address of its own. */
export interface PublicThing {
  kind: (typeof publicKinds)[number];
  name: string;
  /** The name as the address spells it. */
  spelled: string;
}

/** An address with names from the database. */
export interface AddressNames {
  kind: "names";
  thing: PublicThing | undefined;
  /** The page of its list, from 1. */
  page: number;
  /** The address with the page's number in the query, if it is in the path. */
  movedTo?: string;
  /** A comment of the article, and the one after which its thread continues. */
  part: { comment?: number; after?: number };
  /** The path from which a redirect may lead elsewhere, as the address spells it. */
  path: string;
  /** That path as redirects are stored. */
  storedPath: string;
  /** Whether the address is spelled like the stored path. */
  isCanonical: boolean;
  /** What the address may have meant in other forms. */
  old: OldNames;
}

interface OldNames {
  articles: string[];
  categories: string[];
  tags: string[];
  authors: string[];
  redirects: string[];
  /** WordPress's name for a file that every site has. */
  isCertain: boolean;
}

const none = { kind: "none" } as const;
const always = { kind: "always" } as const;

/** Addresses that exist on every site. */
const builtInPath =
  /^\/(?:(?:atom\.xml|feed\.json|feed\.xml|legal|login|manifest\.webmanifest|privacy|register|robots\.txt|rules|sitemap\.xml|transparency)|\.well-known\/(?:change-password|security\.txt)|(?:corrections|moderation-log)\/feed\.xml)$/;
const reportPath = /^\/transparency\/(\d{4})(?:(?:\.|\/report\.)(?:csv|json))?$/;
const numberedList = /^\/(?:(corrections)(?:\/page\/(\d{1,6}))?|page\/(\d{1,6}))?$/;

/** What may follow an article's slug. */
const articleViews =
  /^(?:\/comments(?:\/sorted\/(?:newest|best))?(?:\/page\/(\d{1,6}))?|\/comments\/([1-9]\d{0,14})(?:\/after\/(\d{1,15}))?)?$/;

/** What may follow the name of a list: a page, a feed. */
const listViews = /^(?:\/page\/(\d{1,6})|\/(?:feed\.xml|atom\.xml|feed\.json))?$/;

/**
 * Parses an address (a path with its meaningful query). Page numbers and cursors may be in the path, where next.config.ts
 * rewrites them to, or in the query.
 */
export function parseSiteAddress(address: string): SiteAddress {
  const { path: given, query } = splitAddress(address);
  // Next redirects to the address without the slash.
  const path = given.replace(/(?<=.)\/$/, "");
  const parameters = new URLSearchParams(query);
  // WordPress's `/?p=901`.
  if (path === "/" && !parameters.has("page") && query !== "") return parseNames(address, address, parameters);
  const normal = normaliseRedirectPath(path);
  if (normal === undefined) return none;
  if (builtInPath.test(path)) return always;
  const list = numberedList.exec(path);
  if (list) {
    const inPath = list[2] ?? list[3];
    const page = pageNumber(inPath, parameters);
    if (page === undefined) return none;
    if (inPath !== undefined) return { kind: "moved", movedTo: pagePath(list[1] ? "/corrections" : "/", page) };
    return { kind: list[1] ? "corrections" : "home", page };
  }
  const year = reportPath.exec(path)?.[1];
  if (year !== undefined) return { kind: "report", year: Number(year) };
  const [first = "", second = "", ...more] = path.split("/").slice(1).map(decodeSegment);
  // The page server answers all that exist (`theme-stylesheet.ts`).
  if (first === "look") return none;
  if (first === "sitemaps") {
    const part = more.length === 0 ? parsePartName(second) : undefined;
    return part ? { kind: "sitemap", part } : none;
  }
  if (first === "moderation-log") return parseLog(path, parameters);
  return parseNames(path, normal, parameters);
}

/** The number in the path, or else in the query; 1 without either, undefined if it cannot be a page. */
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
    thing: undefined,
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
  const match = kind && (kind === "articles" ? articleViews : kind === "pages" ? /^$/ : listViews).exec(view);
  if (!kind || !match || second === "") return names;
  const page = pageNumber(match[1], parameters);
  if (page === undefined) return none;
  const after = match[3] ?? parameters.get("after");
  const part = {
    ...(match[2] === undefined ? {} : { comment: Number(match[2]) }),
    ...(match[2] === undefined || after === null ? {} : { after: Number(after) }),
  };
  const thing = { kind, name: kind === "members" ? second.toLowerCase() : second, spelled: second };
  // A page of a list that has moved is found under the name of the list.
  const isPart = page > 1 || match[2] !== undefined;
  const listPath = kind === "members" ? `/members/${thing.name}` : `/${first}/${second}/page/${page}`;
  const moved = isPart && kind !== "articles" && kind !== "pages" ? { path: listPath, storedPath: listPath } : {};
  const withoutPage = path.replace(/\/page\/\d+$/, "").replace(/\/sorted\/(\w+)$/, "?sort=$1");
  const movedTo = match[1] === undefined ? {} : { movedTo: pagePath(withoutPage, page) };
  return { ...names, ...moved, ...movedTo, thing, page, part, isCanonical: names.isCanonical && !isPart };
}

const namesOfKind = { article: "articles", category: "categories", tag: "tags", author: "authors" } as const;

/** The names under which something at an old address may be found now. */
function namesOfOldAddress(normal: string): OldNames {
  const names: OldNames = { articles: [], categories: [], tags: [], authors: [], redirects: [], isCertain: false };
  if (!mayBeRedirected(normal)) return names;
  names.redirects.push(normal);
  for (const form of listCandidates(normal)) {
    if (form.kind === "path") names.isCertain = true;
    else if ("path" in form) names.redirects.push(form.path);
    else names[namesOfKind[form.kind]].push(form.slug);
    if (form.kind === "view") names.articles.push(form.path.slice("/articles/".length));
  }
  // A category or a tag that was renamed or merged has a redirect from its former address.
  names.redirects.push(...names.categories.map((slug) => `/categories/${slug}`));
  names.redirects.push(...names.tags.map((slug) => `/tags/${slug}`));
  return names;
}
