import type { Element, Root } from "hast";
import { toString as textOf } from "hast-util-to-string";

export interface SourceAttribution {
  /** Name and address of the site from which the article is extracted. */
  name: string;
  siteUrl: string;
  /** Title and address of the original article. */
  title: string;
  url: string;
}

// Both expect single spaces as the only white space. Neither contains a repetition, so both take linear time.
const opening = /^sources? ?: ?/i;
const between = / (?:est|sont) (?:un )?extraits? (?:de|du|d['’]) ?(?:la |le |l['’] ?)?| is an excerpt from /i;

/**
 * Removes the closing paragraph "Source : L’article TITLE >> est extrait de NAME" from the body and returns its parts.
 * Undefined, with the body unchanged, if there is none or if it links nowhere. Pictures and rules may follow it.
 * Changes the tree.
 */
export function extractSourceAttribution(tree: Root): SourceAttribution | undefined {
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

function readParagraph(paragraph: Element): SourceAttribution | undefined {
  const text = plain(textOf(paragraph));
  // A source line is short; a long paragraph with the same beginning is prose.
  const sentence = text.length < 1_000 ? readSentence(text) : undefined;
  if (!sentence) return undefined;
  const links = linksIn(paragraph);
  const [original, site] =
    links.length > 1 ? [links[0], links.at(-1)] : classifyOnlyLink(links[0], text, sentence.name);
  const url = original?.href ?? site?.href;
  if (url === undefined) return undefined;
  return {
    name: plain(site?.text ?? sentence.name),
    siteUrl: new URL(site?.href ?? url).origin,
    title: cleanTitle(original?.text ?? sentence.title),
    url,
  };
}

/** Reads title and name from "Source : TITLE est extrait de NAME." */
function readSentence(text: string): { title: string; name: string } | undefined {
  const head = opening.exec(text)?.[0];
  if (head === undefined) return undefined;
  const rest = text.slice(head.length);
  const found = between.exec(rest);
  if (!found || found.index === 0) return undefined;
  const name = rest.slice(found.index + found[0].length);
  return name === "" ? undefined : { title: rest.slice(0, found.index), name: name.replace(/(?<=.) ?\.$/, "") };
}

interface Link {
  href: string;
  text: string;
}

/** Decides by its position whether a single link is the article's or the site's. */
function classifyOnlyLink(link: Link | undefined, text: string, name: string): [Link | undefined, Link | undefined] {
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

/** Removes the words of the sentence from the original's title. */
function cleanTitle(text: string): string {
  return plain(text)
    .replace(/^(?:l\s?['’]\s?|the )article\s*:?\s+/i, "")
    .replace(/^[«"](.*)[»"]$/, (_, inside: string) => inside.trim())
    .replace(/(?:(?<!>)>+|»|›)$/, "")
    .trim();
}

function plain(text: string): string {
  return text.replace(/[\s\u00A0\u202F]+/g, " ").trim();
}
