import type { Element, ElementContent, Properties, Root } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { block } from "#lib/html/vocabulary.ts";
import type { OmissionCounter } from "../body/conversion-report.ts";

/**
 * What plugins add around the text of a post when a page shows it, by class or id: sharing buttons, stars, related
 * posts, tables of contents whose targets are lost.
 */
const addOns: Record<string, string> = {
  sharedaddy: "Jetpack sharing",
  "jp-relatedposts": "Jetpack related posts",
  "post-ratings": "WP-PostRatings",
  "post-ratings-loading": "WP-PostRatings",
  "kk-star-ratings": "kk Star Ratings",
  addtoany_share_save_container: "AddToAny",
  addtoany_content: "AddToAny",
  heateor_sss_sharing_container: "Sassy Social Share",
  essb_links: "Easy Social Share",
  "mashsb-container": "Mashshare",
  swp_social_panel: "Social Warfare",
  wpulike: "WP ULike",
  yarpp: "YARPP",
  "yarpp-related": "YARPP",
  crp_related: "Contextual Related Posts",
  "ez-toc-container": "Easy Table of Contents",
  toc_container: "Table of Contents Plus",
  "saboxplugin-wrap": "Simple Author Box",
  "components-placeholder": "errors of blocks",
};

/** Blocks that the theme fills at each view: an export has no text of theirs either. */
const themeBlocks = new Set(
  (
    "archives avatar calendar categories comments comments-title latest-comments latest-posts loginout navigation " +
    "page-list post-author post-author-name post-author-biography post-comments-form post-comments-count " +
    "post-comments-link post-date post-excerpt post-featured-image post-navigation-link post-template post-terms " +
    "post-title query-title query-pagination read-more rss search site-logo site-tagline site-title " +
    "social-links tag-cloud term-description"
  ).split(" "),
);
/** What a text with something to remove contains. */
const hints = [...Object.keys(addOns), "wp-block-", "gravatar.com/", "?_=", "footnote"];

/** Shortcodes that WordPress always knows: one that a page still shows is meant as text. */
const coreShortcodes = /\[(?=\/?(?:caption|wp_caption|gallery|embed|video|audio|playlist)\b)/gi;
const moreMark = /(?:<p>\s*)?(?:<!--more[^<>]{0,200}-->|<span id="more-\d{1,20}"><\/span>)(?:\s*<\/p>)?/g;

/**
 * Turns a text as a page shows it into one as an export holds it, which says that it is final: custom HTML blocks, with
 * `<!--more-->` between them. What plugins added is removed and counted in the notes.
 */
export function toStoredContent(rendered: string, notes: OmissionCounter): string {
  const [before = "", ...after] = rendered.split(moreMark);
  // A `<p>` open across the mark is closed before it: browsers do so too.
  const parts = after.length === 0 ? [before] : [before, after.join("")];
  return parts.map((part) => toHtmlBlock(part, notes)).join("\n<!--more-->\n");
}

function toHtmlBlock(html: string, notes: OmissionCounter): string {
  const text = removeAddOns(html, notes)
    .replace(/<br \/>\n/g, "<br />")
    .replace(coreShortcodes, "&#91;");
  return text.trim() === "" ? "" : `<!-- wp:html -->\n${text.trim()}\n<!-- /wp:html -->`;
}

function removeAddOns(html: string, notes: OmissionCounter): string {
  if (!hints.some((name) => html.includes(name))) return html;
  const keep = (nodes: ElementContent[]): ElementContent[] =>
    nodes.flatMap((node): ElementContent[] => {
      if (node.type !== "element") return [node];
      const name = addOnOf(node);
      if (name !== undefined) {
        notes.add(`add-on:${name}`);
        return [];
      }
      if (isFootnoteReturn(node)) return [];
      return [{ ...node, properties: printable(node.properties), children: keep(node.children) }];
    });
  return toHtml({ type: "root", children: keep(parseHtml(html).children.filter(isContent)) });
}

/**
 * Attributes as they are printed again: an empty one of a list or `details` is on. WordPress numbers its players in
 * their addresses (`a.mp3?_=1`).
 */
function printable({ ...properties }: Properties): Properties {
  const { src } = properties;
  if (typeof src === "string") properties.src = src.replace(/\?_=\d{1,6}$/, "");
  for (const name of ["reversed", "open"]) if (properties[name] === "") properties[name] = true;
  return properties;
}

/** The arrow behind a footnote that leads back to the text. */
function isFootnoteReturn(node: Element): boolean {
  return node.tagName === "a" && /^#.{1,100}-link$/.test(String(node.properties.href)) && textOf(node).startsWith("↩");
}

function isContent(node: Root["children"][number]): node is ElementContent {
  return node.type === "element" || node.type === "text";
}

function addOnOf({ tagName, properties }: Element): string | undefined {
  // The address of an avatar is a hash of the reader's e-mail address.
  if (tagName === "img" && /^(?:https?:)?\/\/[\w.]{0,40}gravatar\.com\//.test(String(properties.src))) return "avatars";
  const classes = Array.isArray(properties.className) ? properties.className.map(String) : [];
  const named = classes.find((name) => themeBlocks.has(name.replace(/^wp-block-/, "")) && name.startsWith("wp-block-"));
  if (named !== undefined) return `block ${named.slice("wp-block-".length)}`;
  const found = [...classes, String(properties.id ?? "")].find((name) => Object.hasOwn(addOns, name));
  return found === undefined ? undefined : addOns[found];
}

/** What ends an excerpt that was cut. */
const cutMarks = ["[…]", "[...]", "…", "..."];

/**
 * The excerpt that somebody wrote, as plain text; "" if WordPress made it: of the text's first words, without pictures,
 * captions and the blocks that it leaves out.
 */
export function writtenExcerpt(excerpt: string, rendered: string): string {
  const summary = textOf(keepText(parseHtml(excerpt)))
    .replace(/\s+/g, " ")
    .trim();
  const end = cutMarks.find((mark) => summary.endsWith(mark)) ?? "";
  const words = listWords(summary.slice(0, summary.length - end.length));
  const text = listWords(textOf(keepText(parseHtml(rendered.slice(0, maxComparedLength)))));
  if (words[0] !== text[0]) return summary;
  let at = 0;
  for (const word of words) {
    at = text.indexOf(word, at) + 1;
    if (at === 0) return summary;
  }
  return "";
}

/** Characters of a text that an excerpt is compared with: some fifty words are in its first ones. */
const maxComparedLength = 50_000;
const listWords = (text: string) => text.split(/\s+/).filter(Boolean);

/** Parts that WordPress leaves out when it makes an excerpt: pictures, and most blocks. */
const notInExcerpts = new Set(
  "wp-caption gallery fn wp-block-code wp-block-cover wp-block-buttons wp-block-file wp-block-footnotes".split(" "),
);

/** Leaves out what is no text of a post, and the link to the post that themes add to its excerpt. */
function keepText(tree: Root): Root {
  const keep = (nodes: ElementContent[]): ElementContent[] =>
    nodes.flatMap((node): ElementContent[] => {
      if (node.type !== "element") return [node];
      const classes = Array.isArray(node.properties.className) ? node.properties.className.map(String) : [];
      const isLeftOut =
        ["style", "script", "iframe", "details"].includes(node.tagName) ||
        (node.tagName === "figure" && !classes.some((name) => /^wp-block-(?:table|pullquote)$/.test(name))) ||
        classes.some((name) => notInExcerpts.has(name)) ||
        (node.tagName === "a" && classes.some((name) => name.includes("more"))) ||
        addOnOf(node) !== undefined;
      const space: ElementContent = { type: "text", value: " " };
      return isLeftOut ? [] : [{ ...node, children: keep(node.children) }, ...(block.has(node.tagName) ? [space] : [])];
    });
  return { type: "root", children: keep(tree.children.filter(isContent)) };
}

/**
 * Turns a comment as a page shows it into one as a reader wrote it: blank lines between paragraphs, line ends, and
 * addresses without the link that WordPress put around them.
 */
export function toCommentSource(rendered: string): string {
  const tree = parseHtml(rendered);
  return writeLines(tree.children.filter(isContent))
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function writeLines(nodes: ElementContent[]): string {
  return nodes
    .map((node, index): string => {
      if (node.type === "text") {
        const before = nodes[index - 1];
        const isAfterBreak = before?.type === "element" && before.tagName === "br";
        return escapeText(isAfterBreak ? node.value.replace(/^\s*\n/, "") : node.value);
      }
      if (node.type !== "element") return "";
      if (node.tagName === "p") return `${writeLines(node.children)}\n\n`;
      if (node.tagName === "br") return "\n";
      if (node.tagName === "a" && textOf(node) === node.properties.href) return escapeText(textOf(node));
      if (node.tagName === "img") return escapeText(String(node.properties.alt ?? ""));
      const [open = "", close = ""] = toHtml({
        type: "root",
        children: [{ ...node, children: [{ type: "text", value: placeholder }] }],
      }).split(placeholder);
      return `${open}${writeLines(node.children)}${close}`;
    })
    .join("");
}

const placeholder = "\uE000";

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
