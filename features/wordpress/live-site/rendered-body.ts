import type { Element, ElementContent, Root } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
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
};

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
  if (!Object.keys(addOns).some((name) => html.includes(name))) return html;
  const tree = parseHtml(html);
  const keep = (nodes: ElementContent[]): ElementContent[] =>
    nodes.flatMap((node): ElementContent[] => {
      if (node.type !== "element") return [node];
      const name = addOnOf(node);
      if (name === undefined) return [{ ...node, children: keep(node.children) }];
      notes.add(`add-on:${name}`);
      return [];
    });
  const kept: Root = { type: "root", children: keep(tree.children.filter(isContent)) };
  return toHtml(kept);
}

function isContent(node: Root["children"][number]): node is ElementContent {
  return node.type === "element" || node.type === "text";
}

function addOnOf({ properties }: Element): string | undefined {
  const classes = Array.isArray(properties.className) ? properties.className.map(String) : [];
  const found = [...classes, String(properties.id ?? "")].find((name) => Object.hasOwn(addOns, name));
  return found === undefined ? undefined : addOns[found];
}

/** What ends an excerpt that was cut. */
const cutMarks = ["[…]", "[...]", "…", "..."];

/**
 * The excerpt that somebody wrote, as plain text; "" if WordPress made it of the text's first words.
 */
export function writtenExcerpt(excerpt: string, rendered: string): string {
  const summary = oneLine(textOf(withoutMoreLink(parseHtml(excerpt))));
  if (summary === "") return "";
  const end = cutMarks.find((mark) => summary.endsWith(mark)) ?? "";
  const words = bare(summary.slice(0, summary.length - end.length));
  const tree = parseHtml(rendered.slice(0, 200_000));
  const whole = bare(textOf(tree));
  if (!whole.startsWith(words)) return summary;
  if (end !== "" || whole === words) return "";
  const first = tree.children.find((node) => node.type === "element");
  return first && bare(textOf(first)) === words ? summary : "";
}

/** Themes end an excerpt with a link to the post. */
function withoutMoreLink(tree: Root): Root {
  const keep = (nodes: ElementContent[]): ElementContent[] =>
    nodes.flatMap((node): ElementContent[] => {
      if (node.type !== "element") return [node];
      const names = Array.isArray(node.properties.className) ? node.properties.className.map(String) : [];
      const isLink = node.tagName === "a" && names.some((name) => name.includes("more"));
      return isLink ? [] : [{ ...node, children: keep(node.children) }];
    });
  return { type: "root", children: keep(tree.children.filter(isContent)) };
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
/** For comparison: white space differs between a text and its excerpt. */
const bare = (text: string) => text.replace(/\s+/g, "");

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
