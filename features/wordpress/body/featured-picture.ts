import type { Root } from "hast";
import { eachElement } from "#lib/html/element.ts";
import { webHref } from "#lib/html/links.ts";
import { fileNameOf, withoutSchemeAndQuery } from "#lib/url-text.ts";
import { listOriginalNames } from "../pictures/upload-path.ts";
import { linkParagraph } from "./embeds.ts";

/** A featured image that could not be imported. */
export interface MissingFeaturedPicture {
  address: string;
  /** Its alternative text or its title; "" if it has none. */
  name: string;
}

/**
 * Adds a link to a featured image that is missing at the end of the body, unless a link to it, in any of its sizes, is in it.
 * Changes the tree.
 */
export function appendFeaturedPicture(tree: Root, missing: MissingFeaturedPicture | undefined): void {
  const href = missing && webHref(missing.address);
  if (!missing || href === undefined) return;
  const names = new Set(listNames(href));
  let isLinked = false;
  eachElement(tree, ({ tagName, properties }) => {
    if (tagName === "a") isLinked ||= listNames(String(properties.href)).some((one) => names.has(one));
  });
  if (isLinked) return;
  tree.children.push({ type: "text", value: "\n" }, linkParagraph(href, missing.name || fileNameOf(href) || href));
}

/** The addresses of one picture in its sizes, without scheme and parameters. */
function listNames(address: string): string[] {
  return listOriginalNames(withoutSchemeAndQuery(address));
}
