import { cacheTag } from "next/cache";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { resolveRedirect } from "./queries.ts";
import { listCandidates, normaliseRedirectPath } from "./rules.ts";

/**
 * Finds where a category, tag or page that the header or footer links to has moved since it was renamed or merged; null
 * if it has not.
 */
export async function findMovedPath(path: string): Promise<string | null> {
  "use cache";
  // Not the tag of all redirects: each changed address of an article would invalidate every page.
  tagged(taxonomyCacheTags.navigation, pageCacheTags.list);
  return resolveRedirect(database(), path);
}

/**
 * `resolveRedirect`, cached until a redirect is stored, its article changes, or something is published under the last
 * name of the path.
 */
export async function findRedirect(path: string): Promise<string | null> {
  "use cache";
  const names = listCandidates(normaliseRedirectPath(path) ?? "").flatMap((form) =>
    form.kind === "article"
      ? [articleCacheTags.slug(form.slug)]
      : form.kind === "category" || form.kind === "tag" || form.kind === "author"
        ? [taxonomyCacheTags[form.kind](form.slug)]
        : [],
  );
  tagged(articleCacheTags.redirects, ...names);
  const met = new Set<number>();
  const address = await resolveRedirect(database(), path, met);
  cacheTag(...[...met].map((id) => articleCacheTags.id(id)));
  return address;
}
