import { parseSearchRequest, searchPath } from "#features/search/request/address.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { QueryRule } from "../page-cache/key.ts";

const page = /^\d{1,6}$/;
const wordpressId = /^\d{1,18}$/;
const slug = "[^/]+";

/**
 * The query parameters that select shared pages: exactly those that next.config.ts rewrites to a path, and those of the
 * search, which its page reads. The page cache ignores every other parameter, so it makes no entries. A test compares
 * the two lists.
 */
export const pageQueryRules: readonly QueryRule[] = [
  { path: /^\/$/, parameters: { page, p: wordpressId, attachment_id: wordpressId } },
  { path: /^\/(?:corrections|newsletter)$/, parameters: { page } },
  { path: new RegExp(`^/(?:categories|tags|authors|sources|stories|members)/${slug}$`), parameters: { page } },
  { path: /^\/moderation-log(?:\/.*)?$/, parameters: { before: /^\d{1,15}$/ } },
  // "oldest" is the default order: `?sort=oldest` is the same page.
  { path: new RegExp(`^/articles/${slug}/comments$`), parameters: { page, sort: /^(?:newest|best)$/ } },
  { path: new RegExp(`^/articles/${slug}/comments/\\d{1,15}$`), parameters: { after: /^\d{1,15}$/ } },
  {
    path: /^\/search$/,
    canonicalQuery: (query) => splitAddress(searchPath(parseSearchRequest(new URLSearchParams(query)))).query,
  },
];
