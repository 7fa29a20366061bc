import type { NamespaceKeys, NestedKeyOf } from "use-intl/core";
import type { MessageKey } from "./create-translator.ts";
import { catalogues, type Messages, siteLocale } from "./translator.ts";

/** A branch of the catalogues (`moderation.queue`) or a single message (`errors.newsroom.slugEmpty`). */
export type MessagePath = MessageKey | NamespaceKeys<Messages, NestedKeyOf<Messages>>;

type Tree = { [key: string]: Tree | string };

/** JSON by the list of a page, which is the same object in each of its renders. */
const picks = new WeakMap<readonly MessagePath[], string>();

/**
 * Returns only these branches and messages of the site's catalogue, each under its own key, as JSON. React would
 * traverse an object with hundreds of messages several times in each render.
 */
export function pickMessages(paths: readonly MessagePath[]): string {
  const known = picks.get(paths);
  if (known !== undefined) return known;
  const json = JSON.stringify(selectBranches(catalogues[siteLocale()], paths));
  picks.set(paths, json);
  return json;
}

function selectBranches(catalogue: Messages, paths: readonly MessagePath[]): Tree {
  const picked: Tree = {};
  for (const path of paths) {
    const parts = path.split(".");
    const last = parts.pop() ?? "";
    let from: Tree = catalogue;
    let to = picked;
    for (const part of parts) {
      from = from[part] as Tree;
      to[part] ??= {};
      to = to[part] as Tree;
    }
    to[last] = from[last] as Tree;
  }
  return picked;
}
