import { type SQLWrapper, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  articles,
  authors,
  categories,
  members,
  redirects,
  sitePages,
  sources,
  stories,
  storyArticles,
  tags,
} from "#db/schema.ts";
import { toTextArray } from "#db/text-array.ts";
import { countListedArticles } from "#features/articles/cached.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { articlesPerPage, countPages } from "#features/articles/rules.ts";
import { countListedComments } from "#features/comments/profile/cached.ts";
import { commentsPerProfilePage, threadsPerPage } from "#features/comments/rules.ts";
import { countListedCorrections } from "#features/corrections/cached.ts";
import { correctionsPerPage } from "#features/corrections/rules.ts";
import { countHomePages } from "#features/home/rules.ts";
import { hasPublicProfile } from "#features/members/profile/queries.ts";
import { countArchivedIssues } from "#features/newsletter/archive/cached.ts";
import { hasArchivedIssue } from "#features/newsletter/issues/queries.ts";
import { archivePerPage } from "#features/newsletter/issues/rules.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { hasSitemapEntries } from "#features/sitemap/queries.ts";
import { hasLogPage } from "#features/transparency/log/cached.ts";
import { getReportYears } from "#features/transparency/report/cached.ts";
import { pagePath } from "#lib/site-address.ts";
import { splitAddress } from "#lib/split-address.ts";
import { findWithdrawal, type Withdrawal } from "../http/guard/withdrawal.ts";
import { type AddressNames, type NamedResource, parseSiteAddress } from "./site-addresses.ts";

/**
 * What the site has at the address of a shared route. `known`: Next renders it, and the response may still be 404.
 * `movedTo`: the address to redirect to. `withdrawn`: a withdrawn article or page.
 */
export type AddressLookupResult = "known" | "unknown" | { movedTo: string } | { withdrawn: Withdrawal };

/**
 * Finds what the site has at an address (a path with its meaningful query), before anything is rendered. Runs at most
 * one statement of index lookups for an unknown address; the lengths of lists are kept between requests. If an address
 * has several spellings, only the canonical one is `known`, so the others are not rendered.
 */
export async function lookUpAddress(db: Executor, address: string): Promise<AddressLookupResult> {
  const parsed = parseSiteAddress(address);
  switch (parsed.kind) {
    case "none":
      return "unknown";
    case "always":
      return "known";
    case "moved":
      return { movedTo: parsed.movedTo };
    case "home":
      return ifKnown(hasHomePage(parsed.page));
    case "corrections":
      return ifKnown(hasPage(parsed.page, correctionsPerPage, countListedCorrections));
    case "newsletter":
      return ifKnown(hasPage(parsed.page, archivePerPage, countArchivedIssues));
    case "issue":
      return ifKnown(hasArchivedIssue(db, parsed.slug));
    case "log":
      return ifKnown(hasLogPage(parsed));
    case "report":
      return ifKnown(getReportYears().then((years) => years.includes(parsed.year)));
    case "sitemap":
      return ifKnown(hasSitemapEntries(db, parsed.part));
    case "names":
      return lookUpNamedAddress(db, address, parsed);
  }
}

const ifKnown = async (known: Promise<boolean>) => ((await known) ? "known" : "unknown");

/** Whether a list has a page of this number; the first one always exists. */
async function hasPage(page: number, size: number, count: () => Promise<number>): Promise<boolean> {
  return page === 1 || page <= countPages(await count(), size);
}

/** Whether the home page has a page of this number: the front page, then the list of all articles. */
async function hasHomePage(page: number): Promise<boolean> {
  return page === 1 || page <= countHomePages(await countListedArticles({ kind: "all" }), articlesPerPage);
}

async function lookUpNamedAddress(db: Executor, address: string, names: AddressNames): Promise<AddressLookupResult> {
  const { resource, page, path, isCanonical } = names;
  const found = await lookUpNames(db, names);
  if (found.id !== null && resource) {
    if (names.movedTo !== undefined) return { movedTo: names.movedTo };
    if (!found.hasPart || !(await hasPageOf(resource, found.id, page))) return "unknown";
    // A member's address in another spelling.
    if (resource.kind === "members" && resource.name !== resource.spelling)
      return { movedTo: pagePath(`/members/${resource.name}`, page) };
    return "known";
  }
  // Next renders only the canonical spelling, and the page cache keeps it.
  if (found.isStored && isCanonical) return "known";
  if (!found.isStored && !found.mayRedirect) return "unknown";
  const target = await resolveRedirect(db, path);
  // The query has the page and the order of a discussion.
  const { query } = splitAddress(address);
  const movedTo = target !== null && resource?.kind === "articles" && query !== "" ? `${target}?${query}` : target;
  if (movedTo !== null && movedTo !== address) return { movedTo };
  const withdrawn = await findWithdrawal(db, address);
  return withdrawn === undefined ? "unknown" : { withdrawn };
}

const listKinds = {
  categories: "category",
  tags: "tag",
  authors: "author",
  sources: "source",
  stories: "story",
} as const;

function hasPageOf({ kind }: NamedResource, id: number, page: number): Promise<boolean> {
  // Pages of a discussion are looked up with the article.
  if (kind === "articles" || kind === "pages") return Promise.resolve(true);
  if (kind === "members") return hasPage(page, commentsPerProfilePage, () => countListedComments(id));
  return hasPage(page, articlesPerPage, () => countListedArticles({ kind: listKinds[kind], id }));
}

interface FoundNames {
  /** The id of the resource, if it is public. */
  id: number | null;
  /** Whether it has the comment, or the page of comments, that the address names. */
  hasPart: boolean;
  /** Whether a stored redirect or a withdrawn article has exactly this path. */
  isStored: boolean;
  /** Whether the address may redirect, by a stored redirect or as a WordPress address. */
  mayRedirect: boolean;
}

async function lookUpNames(db: Executor, { resource, page, part, storedPath, old }: AddressNames): Promise<FoundNames> {
  const nameOf = (kind: NamedResource["kind"]) => (resource?.kind === kind ? resource.name : null);
  const anyOf = (column: SQLWrapper, values: string[]) => sql`${column} = any(${toTextArray(values)})`;
  const threads = resource?.kind === "articles" && page > 1 ? (page - 1) * threadsPerPage : null;
  const { comment = null, after = null } = part;
  const [row] = await db.execute<{ id: string | null; part: boolean; stored: boolean; redirected: boolean }>(sql`
    select resource.id,
      (${comment}::bigint is null or exists(
        select from comments as named where named.id = ${comment}::bigint and named.article_id = resource.id
          and (${after}::bigint is null or named.parent_id is null and exists(
            select from comments as last where last.id = ${after}::bigint and last.article_id = named.article_id and last.thread = named.thread))))
      and (${threads}::int is null or exists(
        select from comments where article_id = resource.id and status = 'visible' and thread > ${threads}::int)) as part,
      exists(select from ${redirects} where from_path = ${storedPath})
        or exists(select from ${articles} where slug = ${nameOf("articles")} and status = 'withdrawn') as stored,
      exists(select from ${redirects} where ${anyOf(redirects.fromPath, old.redirects)})
        or exists(select from ${articles} where ${anyOf(articles.slug, old.articles)} and status in ('published', 'withdrawn'))
        or exists(select from ${categories} where ${anyOf(categories.slug, old.categories)})
        or exists(select from ${tags} where ${anyOf(tags.slug, old.tags)})
        or exists(select from ${authors} where ${anyOf(authors.handle, old.authors)}) as redirected
    from (select coalesce(
      (select id from ${articles} where slug = ${nameOf("articles")} and ${hasReaders}),
      (select id from ${categories} where slug = ${nameOf("categories")}),
      (select id from ${tags} where slug = ${nameOf("tags")}),
      (select id from ${authors} where handle = ${nameOf("authors")}),
      (select id from ${sources} where slug = ${nameOf("sources")}),
      (select id from ${stories} where slug = ${nameOf("stories")}
        and exists(select from ${storyArticles} where story_id = ${stories.id} and listed_at is not null)),
      (select id from ${members} where lower(handle) = ${nameOf("members")} and ${hasPublicProfile}),
      (select id from ${sitePages} where slug = ${nameOf("pages")})) as id) as resource`);
  if (!row) throw new Error("A lookup of an address returned no row.");
  const id = row.id === null ? null : Number(row.id);
  return { id, hasPart: row.part, isStored: row.stored, mayRedirect: old.alwaysRedirects || row.redirected };
}
