import type { Root } from "hast";
import { eachElement } from "#lib/html/element.ts";
import { webHref } from "#lib/html/links.ts";
import { fileNameOf, withoutSchemeAndQuery } from "#lib/url-text.ts";
import { linkParagraph } from "./embeds.ts";

/** More enclosures than this are not of one post. */
const maxEnclosures = 20;

/**
 * Reads the addresses of a post's enclosures (the episodes of a podcast) from their custom fields: an address, a length
 * and a type, one a line.
 */
export function readEnclosures(values: string[]): string[] {
  const addresses = values.slice(0, maxEnclosures).map((value) => webHref(value.trim().split("\n")[0]?.trim() ?? ""));
  return [...new Set(addresses.filter((address) => address !== undefined))];
}

/** Adds a link to each enclosure that the body does not link to already, at its end. Changes the tree. */
export function appendEnclosures(tree: Root, enclosures: string[]): void {
  if (enclosures.length === 0) return;
  const linked = new Set<string>();
  eachElement(tree, ({ tagName, properties }) => {
    if (tagName === "a") linked.add(withoutSchemeAndQuery(String(properties.href)));
  });
  for (const address of enclosures) {
    const file = withoutSchemeAndQuery(address);
    if (linked.has(file)) continue;
    linked.add(file);
    tree.children.push({ type: "text", value: "\n" }, linkParagraph(address, fileNameOf(address) || address));
  }
}
