import type { Root } from "hast";
import { safeHref } from "#lib/html/links.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { readEmbedCode } from "./embed-code.ts";

/** A web or mail address that is the whole text of the clipboard. */
export interface PastedAddress {
  href: string;
  /** The address as it was written. */
  text: string;
  /** Punctuation of the sentence that it was copied from. */
  after: string;
  /** The title of the page, if the clipboard has it. */
  title: string | undefined;
}

/** Longer addresses are pasted as text. */
const maxAddress = 2_000;
const maxTitle = 200;
/** The HTML of a link, with all the styles that a browser adds, is shorter. */
const maxLinkHtml = 20_000;

/**
 * The address that a text consists of: http, https, `www.` or mailto, whatever its parameters, brackets or letters (IDN). Angle brackets around
 * it and the punctuation of its sentence are no part of it. Undefined for words, for several addresses, for other schemes and for an address
 * with a password in it. An embed code is treated as the address of the page that it embeds. `html` is the clipboard's other form: a link there names the page.
 */
export function readPastedAddress(plain: string, html = ""): PastedAddress | undefined {
  const whole = plain.trim();
  const framed = readEmbedCode(whole);
  const page = framed && toHref(framed.href);
  if (page) return { href: page, text: page, after: "", title: framed.title };
  if (whole === "" || whole.length > maxAddress || /\s/.test(whole)) return undefined;
  const { text, after } = splitPunctuation(/^<[^<>]+>$/.test(whole) ? whole.slice(1, -1) : whole);
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

/** The text of the only link of an HTML that holds nothing else; undefined where it repeats the address, null for any other HTML. */
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

function isSameAddress(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}

/** An address of this site as a path, which stays right when the site moves; another one as it is. */
export function toLocalHref(href: string, origin: string): string {
  if (!URL.canParse(href)) return href;
  const url = new URL(href);
  // "//host" at the beginning of a path would lead to that host.
  return url.origin === origin && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}${url.hash}` : href;
}
