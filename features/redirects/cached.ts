import { cacheTag } from "next/cache";
import { database } from "#db/client.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { taxonomyTags } from "#features/taxonomy/tags.ts";
import { tagged } from "#lib/cache.ts";
import { findNewAddress } from "./queries.ts";
import { normalisePath, oldForms } from "./rules.ts";

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
