import type { NamespaceKeys, NestedKeyOf } from "use-intl/core";
import type { MessageKey } from "./create-translator.ts";
import { catalogues, type Messages, siteLocale } from "./translator.ts";

/** A branch of the catalogues (`moderation.queue`) or a single message (`errors.newsroom.slugEmpty`). */
export type MessagePath = MessageKey | NamespaceKeys<Messages, NestedKeyOf<Messages>>;

type Tree = { [key: string]: Tree | string };

/** Returns only these branches and messages of the site's catalogue, each under its own key. */
export function pickMessages(paths: readonly MessagePath[]): Partial<Messages> {
  const catalogue = catalogues[siteLocale()];
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
  return picked as Partial<Messages>;
}
