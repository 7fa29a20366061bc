import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { splitAddress } from "#lib/split-address.ts";
import { resolveRedirect } from "./queries.ts";
import { normaliseRedirectPath } from "./rules.ts";
import { listAllCandidates } from "./wordpress/candidates.ts";

/**
 * Finds where a category, tag or page that the header or footer links to has moved since it was renamed or merged; null
 * if it has not.
 */
export function findMovedPath(path: string): Promise<string | null> {
  // Not the tag of all redirects: each changed address of an article would invalidate every page.
  const tags = [taxonomyCacheTags.navigation, pageCacheTags.list];
  return cached(["movedPath", path], tags, () => resolveRedirect(database(), path), { keep: true });
}

/**
 * Finds where an address without a page leads, with its query if it has one: `resolveRedirect`, cached until a redirect
 * is stored, its article changes, or something is published under the last name of the path.
 */
export async function findRedirect(address: string): Promise<string | null> {
  const { path, query } = splitAddress(address);
  // WordPress's `/?p=901`: the query is the address.
  if (path === "/" || query === "") return findPathRedirect(address);
  const target = await findPathRedirect(path);
  return target === null ? null : `${target}?${query}`;
}

function findPathRedirect(path: string): Promise<string | null> {
  const names = listAllCandidates(normaliseRedirectPath(path) ?? "").flatMap((form) =>
    form.kind === "article"
      ? [articleCacheTags.slug(form.slug)]
      : form.kind === "category" || form.kind === "tag" || form.kind === "author"
        ? [taxonomyCacheTags[form.kind](form.slug)]
        : [],
  );
  const met = new Set<number>();
  const tagsOf = () => [articleCacheTags.redirects, ...names, ...[...met].map((id) => articleCacheTags.id(id))];
  return cached(["redirect", path], tagsOf, () => resolveRedirect(database(), path, met));
}
