import type { Element, Root } from "hast";
import { cleanLine } from "#lib/html/clean-text.ts";
import { parseHtml } from "#lib/html/parse.ts";

/** A card shows two lines. */
export const maxLinkTitleLength = 200;
/** Characters searched for the title; the heads of large news sites are shorter. */
const maxHeadLength = 300_000;

/**
 * The title of another site's page: its `og:title`, which does not contain the site's name, else its `<title>`. At most 200 characters, cleaned;
 * "" if it has none. Runs in a parser thread.
 */
export function readPageTitle(html: string): string {
  const found = { shared: "", own: "" };
  walk(parseHtml(html.slice(0, maxHeadLength)), found);
  const title = cleanLine(found.shared) || cleanLine(found.own);
  const characters = [...title];
  return characters.length > maxLinkTitleLength
    ? `${characters
        .slice(0, maxLinkTitleLength - 1)
        .join("")
        .trimEnd()}…`
    : title;
}

function walk({ children }: Root | Element, found: { shared: string; own: string }): void {
  for (const node of children) {
    if (node.type !== "element") continue;
    const { tagName, properties } = node;
    // An SVG drawing may have its own title.
    if (tagName === "svg") continue;
    if (tagName === "title") found.own ||= node.children.map((child) => ("value" in child ? child.value : "")).join("");
    if (tagName === "meta" && [properties.property, properties.name].flat().includes("og:title"))
      found.shared ||= String(properties.content ?? "");
    walk(node, found);
  }
}

/** The text of a page in the encoding that its headers or its first kilobyte name; UTF-8 if they name none, or an unknown one. */
export function decodePage(body: Uint8Array, contentType: string): string {
  const head = new TextDecoder("latin1").decode(body.subarray(0, 1_024));
  const named = /charset\s{0,9}=\s{0,9}["']?([\w:.-]{1,40})/i;
  const label = named.exec(contentType)?.[1] ?? named.exec(head)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(label).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
