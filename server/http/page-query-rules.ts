import { canonicalWordPressQuery } from "#features/redirects/wordpress/query.ts";
import { parseSearchRequest, searchPath } from "#features/search/request/address.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { QueryRule } from "../page-cache/key.ts";
import { isSitePath } from "../page-cache/site-addresses.ts";

const page = /^\d{1,6}$/;
const slug = "[^/]+";

/**
 * The query parameters that select shared pages: exactly those that next.config.ts rewrites to a path, those of the
 * search, which its page reads, and those of WordPress, which are redirected. The page cache ignores every other parameter, so it makes no entries. A test compares
 * the two lists.
 */
export const pageQueryRules: readonly QueryRule[] = [
  { path: /^\/$/, canonicalQuery: canonicalFrontPageQuery },
  { path: /^\/(?:corrections|newsletter)$/, parameters: { page } },
  { path: new RegExp(`^/(?:categories|tags|authors|sources|stories|members)/${slug}$`), parameters: { page } },
  { path: /^\/moderation-log(?:\/.*)?$/, parameters: { before: /^\d{1,15}$/ } },
  // "oldest" is the default order: `?sort=oldest` is the same page.
  { path: new RegExp(`^/(?:articles|pages)/${slug}/comments$`), parameters: { page, sort: /^(?:newest|best)$/ } },
  { path: new RegExp(`^/(?:articles|pages)/${slug}/comments/\\d{1,15}$`), parameters: { after: /^\d{1,15}$/ } },
  {
    path: /^\/search$/,
    canonicalQuery: (query) => splitAddress(searchPath(parseSearchRequest(new URLSearchParams(query)))).query,
    hasFreeText: true,
  },
  // Old addresses: they redirect, and no page is made of them (`site-addresses.ts`).
  { path: { test: (path) => !isSitePath(path) }, canonicalQuery: canonicalWordPressQuery },
];

/** WordPress's queries, else the page of the list of articles. */
function canonicalFrontPageQuery(query: string): string {
  const wordpress = canonicalWordPressQuery(query);
  if (wordpress !== "") return wordpress;
  const number = new URLSearchParams(query).getAll("page").find((value) => page.test(value));
  return number === undefined ? "" : `page=${number}`;
}
