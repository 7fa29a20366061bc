import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, authors, categories, comments, members, redirects, sitePages, sources, tags } from "#db/schema.ts";
import { listCandidates, mayBeRedirected, normaliseRedirectPath } from "#features/redirects/rules.ts";
import { parseThemeStylesheet } from "#features/settings/theme-colours.ts";
import { parsePartName } from "#features/sitemap/rules.ts";
import { decodeSegment, parseLogFilter } from "#features/transparency/log/rules.ts";
import { splitAddress } from "#lib/split-address.ts";

/** The names in a path: it is an address of the site if any one of them exists. */
interface AddressNames {
  articles: string[];
  categories: string[];
  tags: string[];
  authors: string[];
  sources: string[];
  members: string[];
  pages: string[];
  /** Paths of stored redirects. */
  redirects: string[];
  /** A comment that must exist too. */
  comment: number | null;
}

/** Addresses that exist on every site, or whose page decides among few. */
const builtInPath =
  /^\/(?:(?:atom\.xml|corrections|feed\.json|feed\.xml|legal|login|manifest\.webmanifest|moderation-log|privacy|register|robots\.txt|rules|sitemap\.xml|transparency)?|\.well-known\/(?:change-password|security\.txt)|(?:corrections|moderation-log)\/feed\.xml|(?:corrections\/)?page\/\d{1,6}|transparency\/\d{4}(?:(?:\.|\/report\.)(?:csv|json))?)$/;

/** What may follow an article's slug. */
const articleViews =
  /^(?:\/comments(?:\/sorted\/(?:newest|best))?(?:\/page\/\d{1,6})?|\/comments\/[1-9]\d{0,14}(?:\/after\/\d{1,15})?)?$/;

/** What may follow the name of a list: a page, a feed. */
const listViews = /^(?:\/page\/\d{1,6}|\/(?:feed\.xml|atom\.xml|feed\.json))?$/;

const archives = { categories: "categories", tags: "tags", authors: "authors", sources: "sources" } as const;
const isArchive = (segment: string): segment is keyof typeof archives => segment in archives;

/**
 * Whether the site has something at the address of a shared route (a path with its meaningful query): a page, a file, a
 * redirect or a withdrawn article. Runs one prepared statement of index lookups, none for addresses that every site has.
 * False is certain; after true the response may still be 404, for example beyond the end of a list.
 */
export async function isKnownAddress(db: Executor, address: string): Promise<boolean> {
  const names = findNames(address);
  if (typeof names === "boolean") return names;
  const [row] = await db.execute<{ known: boolean }>(sql`
    select (${names.comment}::bigint is null or exists(select from ${comments} where id = ${names.comment}::bigint)) and (
      exists(select from ${articles} where slug = any(${sql.param(names.articles)}::text[]) and status in ('published', 'withdrawn'))
      or exists(select from ${redirects} where from_path = any(${sql.param(names.redirects)}::text[]))
      or exists(select from ${categories} where slug = any(${sql.param(names.categories)}::text[]))
      or exists(select from ${tags} where slug = any(${sql.param(names.tags)}::text[]))
      or exists(select from ${authors} where handle = any(${sql.param(names.authors)}::text[]))
      or exists(select from ${sources} where slug = any(${sql.param(names.sources)}::text[]))
      or exists(select from ${members} where lower(handle) = any(${sql.param(names.members)}::text[]))
      or exists(select from ${sitePages} where slug = any(${sql.param(names.pages)}::text[]))
    ) as known`);
  return row?.known ?? false;
}

/** The names to look up; true or false if none are needed. */
function findNames(address: string): AddressNames | boolean {
  // WordPress's `/?p=901`.
  if (/^\/\?(?:p|attachment_id)=/.test(address)) return namesOfOldAddress(address);
  // Next redirects to the address without the slash.
  const path = splitAddress(address).path.replace(/(?<=.)\/$/, "");
  const normal = normaliseRedirectPath(path);
  if (normal === undefined) return false;
  if (builtInPath.test(path)) return true;
  const segments = path.split("/").slice(1).map(decodeSegment);
  const [first = "", second = "", ...more] = segments;
  if (first === "look") return parseThemeStylesheet(path) !== undefined;
  if (first === "sitemaps") return more.length === 0 && parsePartName(second) !== undefined;
  if (first === "moderation-log") return parseLogFilter(segments.slice(1)) !== null;

  const names = namesOfOldAddress(normal);
  if (names === true) return true;
  const view = more.map((segment) => `/${segment}`).join("");
  if (first === "articles" && articleViews.test(view)) {
    names.articles.push(second);
    names.comment = Number(/^\/comments\/(\d+)/.exec(view)?.[1] ?? 0) || null;
  } else if (first === "pages" && view === "") names.pages.push(second);
  else if (listViews.test(view)) {
    if (isArchive(first)) names[archives[first]].push(second);
    else if (first === "members") names.members.push(second.toLowerCase());
  }
  return names;
}

const namesOfKind = { article: "articles", category: "categories", tag: "tags", author: "authors" } as const;

/** The names under which something at an old address may be found now. */
function namesOfOldAddress(normal: string): AddressNames | true {
  const names: AddressNames = {
    articles: [],
    categories: [],
    tags: [],
    authors: [],
    sources: [],
    members: [],
    pages: [],
    redirects: [],
    comment: null,
  };
  if (!mayBeRedirected(normal)) return names;
  names.redirects.push(normal);
  for (const form of listCandidates(normal)) {
    // WordPress's name for a file that every site has.
    if (form.kind === "path") return true;
    if ("path" in form) names.redirects.push(form.path);
    else names[namesOfKind[form.kind]].push(form.slug);
  }
  // A category or a tag that was renamed or merged has a redirect from its former address.
  names.redirects.push(...names.categories.map((slug) => `/categories/${slug}`));
  names.redirects.push(...names.tags.map((slug) => `/tags/${slug}`));
  return names;
}
