import { cacheTag } from "next/cache";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { resolveRedirect } from "./queries.ts";
import { listCandidates, normalisePath } from "./rules.ts";

/** Where a place or a page of the site that header or foot name leads since it was renamed or merged; null where nothing was. */
export async function findMovedPath(path: string): Promise<string | null> {
  "use cache";
  // Not the tag of all redirects: each address that an article changes would clear every page.
  tagged(taxonomyCacheTags.navigation, pageCacheTags.list);
  return resolveRedirect(database(), path);
}

/** `resolveRedirect`, fresh until a redirect is stored, its article changes, or something appears under the name that the path ends in. */
export async function findRedirect(path: string): Promise<string | null> {
  "use cache";
  const names = listCandidates(normalisePath(path) ?? "").flatMap((form) =>
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
