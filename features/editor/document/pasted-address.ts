import type { Root } from "hast";
import { safeHref } from "#lib/html/links.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { readEmbedCode } from "./embed-code.ts";

/** A web or mail address that is the clipboard's whole text. */
export interface PastedAddress {
  href: string;
  /** The address as written. */
  text: string;
  /** Punctuation of the sentence around it. */
  after: string;
  /** The page's title, if the clipboard contains it. */
  title: string | undefined;
}

/** Longer addresses are pasted as text. */
const maxAddress = 2_000;
const maxTitle = 200;
/** Maximum length of a link's HTML, including all the styles that browsers add. */
const maxLinkHtml = 20_000;

/**
 * Reads the address that a text consists of: http, https, `www.` or mailto, with any parameters, brackets or letters
 * (IDN). Angle brackets around it and its sentence's punctuation are not part of it. Undefined for words, several
 * addresses, other schemes and an address with a password in it. An embed code counts as the address of the embedded
 * page.
 * @param html the clipboard's HTML: its link text may be the page's title
 */
export function readPastedAddress(plain: string, html = ""): PastedAddress | undefined {
  const trimmed = plain.trim();
  const framed = readEmbedCode(trimmed);
  const page = framed && toHref(framed.href);
  if (page) return { href: page, text: page, after: "", title: framed.title };
  if (trimmed === "" || trimmed.length > maxAddress || /\s/.test(trimmed)) return undefined;
  const { text, after } = splitPunctuation(/^<[^<>]+>$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed);
  const href = toHref(text);
  if (href === undefined) return undefined;
  const title = html === "" ? undefined : readLinkTitle(html, text);
  return title === null ? undefined : { href, text, after, title };
}

function toHref(text: string): string | undefined {
  const href = /^www\.[^.]/i.test(text) ? `https://${text}` : text;
  if (!/^(?:https?:\/\/|mailto:)[^\s<>"]+$/i.test(href) || !URL.canParse(href)) return undefined;
  const { protocol, hostname, pathname, username, password } = new URL(href);
  if (protocol === "mailto:") return pathname.includes("@") ? href : undefined;
  if (username !== "" || password !== "" || !(hostname.includes(".") || hostname === "localhost")) return undefined;
  return safeHref(href);
}

const openings = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);

/** Separates trailing punctuation, and a closing bracket without an opening one, from an address. */
function splitPunctuation(address: string): { text: string; after: string } {
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    const opening = openings.get(last);
    const text = address.slice(0, end);
    if (opening ? text.split(last).length <= text.split(opening).length : !/[.,;:!?'"’”»…]/.test(last)) break;
  }
  return { text: address.slice(0, end), after: address.slice(end) };
}

/**
 * Reads the text of the only link of an HTML fragment; undefined if it repeats the address, null for any other
 * fragment.
 */
function readLinkTitle(html: string, address: string): string | undefined | null {
  if (html.length > maxLinkHtml) return null;
  const tree = parseHtml(html);
  const links = listLinks(tree);
  const [link] = links;
  const text = toText(tree).replace(/\s+/g, " ").trim();
  if (links.length > 1 || text === "") return null;
  if (!link) return text === address ? undefined : null;
  if (toText(link).replace(/\s+/g, " ").trim() !== text) return null;
  if (text === address || text.length > maxTitle) return undefined;
  return isSameAddress(String(link.properties.href), toHref(address) ?? "") ? text : null;
}

function listLinks(tree: Root) {
  const found: Extract<Root["children"][number], { type: "element" }>[] = [];
  const walk = (nodes: Root["children"]) => {
    for (const node of nodes) {
      if (node.type !== "element") continue;
      if (node.tagName === "a") found.push(node);
      walk(node.children);
    }
  };
  walk(tree.children);
  return found;
}

function isSameAddress(first: string, second: string): boolean {
  return URL.canParse(first) && URL.canParse(second) && new URL(first).href === new URL(second).href;
}

/**
 * Converts an address of this site to a path, which survives a change of domain; returns any other address unchanged.
 */
export function toLocalHref(href: string, origin: string): string {
  if (!URL.canParse(href)) return href;
  const url = new URL(href);
  // A path that begins with "//host" would lead to that host.
  return url.origin === origin && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}${url.hash}` : href;
}
