import type { NamespaceKeys, NestedKeyOf } from "use-intl/core";
import type { MessageKey } from "./create-translator.ts";
import { catalogues, type Messages, siteLocale } from "./translator.ts";

/** A branch of the catalogues (`moderation.queue`) or a single sentence (`errors.newsroom.slugEmpty`). */
export type MessagePath = MessageKey | NamespaceKeys<Messages, NestedKeyOf<Messages>>;

type Tree = { [key: string]: Tree | string };

/** Of the site's catalogue these branches and sentences only, each at its own address. */
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
