import type { Element, Root } from "hast";
import { toString as textOf } from "hast-util-to-string";

export interface Provenance {
  /** Name and address of the site that the article is an extract of. */
  name: string;
  siteUrl: string;
  /** Title and address of the original article. */
  title: string;
  url: string;
}

const form =
  /^sources?\s*:\s*(.+?)\s+(?:est|sont)\s+(?:un\s+)?extraits?\s+(?:de|du|d['’])\s*(?:la\s+|le\s+|l['’]\s*)?(.+?)\s*\.?$/i;

/**
 * Reads the closing paragraph "Source : L’article TITLE >> est extrait de NAME" and takes it out of the body. Undefined, and the
 * body as it was, when there is none or when it links nowhere. Pictures and rules may follow it. Changes the tree.
 */
export function takeProvenance(tree: Root): Provenance | undefined {
  for (let index = tree.children.length - 1; index >= 0; index -= 1) {
    const node = tree.children[index];
    if (node?.type === "text" && node.value.trim() === "") continue;
    if (node?.type !== "element") return undefined;
    if (node.tagName === "figure" || node.tagName === "hr") continue;
    if (textOf(node).replace(/[\s\u00A0]/g, "") === "") continue;
    const found = node.tagName === "p" || node.tagName === "div" ? readParagraph(node) : undefined;
    if (found) tree.children.splice(index, 1);
    return found;
  }
  return undefined;
}

function readParagraph(paragraph: Element): Provenance | undefined {
  const text = plain(textOf(paragraph));
  // A source line is short; a long paragraph that begins so is prose.
  const match = text.length < 1_000 ? form.exec(text) : null;
  if (!match) return undefined;
  const links = linksIn(paragraph);
  const [original, site] = links.length > 1 ? [links[0], links.at(-1)] : onlyOne(links[0], text, match[2] ?? "");
  const url = original?.href ?? site?.href;
  if (url === undefined) return undefined;
  return {
    name: plain(site?.text ?? match[2] ?? ""),
    siteUrl: new URL(site?.href ?? url).origin,
    title: bare(original?.text ?? match[1] ?? ""),
    url,
  };
}

interface Link {
  href: string;
  text: string;
}

/** With a single link, its place tells whether it is the article's or the site's. */
function onlyOne(link: Link | undefined, text: string, name: string): [Link | undefined, Link | undefined] {
  if (!link) return [undefined, undefined];
  const isSite = plain(link.text) === name && text.endsWith(plain(link.text));
  return isSite ? [undefined, link] : [link, undefined];
}

function linksIn(node: Element): Link[] {
  return node.children.flatMap((child): Link[] => {
    if (child.type !== "element") return [];
    const href = String(child.properties.href ?? "");
    if (child.tagName !== "a") return linksIn(child);
    const isWeb = URL.canParse(href) && /^https?:$/.test(new URL(href).protocol);
    return isWeb && plain(textOf(child)) !== "" ? [{ href, text: textOf(child) }] : [];
  });
}

/** The original's title without what our sentence puts around it. */
function bare(text: string): string {
  return plain(text)
    .replace(/^l\s?['’]\s?article\s*:?\s+/i, "")
    .replace(/^[«"]\s*(.*?)\s*[»"]$/, "$1")
    .replace(/\s*(?:>+|»|›)\s*$/, "")
    .trim();
}

function plain(text: string): string {
  return text.replace(/[\s\u00A0\u202F]+/g, " ").trim();
}
