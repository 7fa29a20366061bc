import { cacheTag } from "next/cache";
import { database } from "#db/client.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { taxonomyTags } from "#features/taxonomy/tags.ts";
import { ownPageTags } from "#features/texts/tags.ts";
import { tagged } from "#lib/cache.ts";
import { findNewAddress } from "./queries.ts";
import { normalisePath, oldForms } from "./rules.ts";

/** Where a place or a page of the site that header or foot name leads since it was renamed or merged; null where nothing was. */
export async function movedPlace(path: string): Promise<string | null> {
  "use cache";
  // Not the tag of all redirects: each address that an article changes would clear every page.
  tagged(taxonomyTags.navigation, ownPageTags.list);
  return findNewAddress(database(), path);
}

/** `findNewAddress`, fresh until a redirect is stored, its article changes, or something appears under the name that the path ends in. */
export async function newAddress(path: string): Promise<string | null> {
  "use cache";
  const names = oldForms(normalisePath(path) ?? "").flatMap((form) =>
    form.kind === "article"
      ? [articleTagsOf.slug(form.slug)]
      : form.kind === "category" || form.kind === "tag" || form.kind === "author"
        ? [taxonomyTags[form.kind](form.slug)]
        : [],
  );
  tagged(articleTagsOf.redirects, ...names);
  const met = new Set<number>();
  const address = await findNewAddress(database(), path, met);
  cacheTag(...[...met].map((id) => articleTagsOf.id(id)));
  return address;
}
