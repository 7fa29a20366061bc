import type { Element, ElementContent, Root, RootContent } from "hast";
import { element } from "#lib/html/element.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { parseMediaId } from "#lib/media-path.ts";

/** A picture as WordPress's export refers to it. */
export interface PicturePlace {
  /** Its id among the posts of the export. */
  id: number;
  /** The absolute address of its file. */
  address: string;
}

interface BlockContext {
  siteUrl: string;
  findPicture: (id: string) => PicturePlace | undefined;
}

/**
 * Converts an article's body to WordPress's blocks. Both of its editors read them, and WordPress adds no paragraphs to
 * them, so that the text stays as it is. What has no block of its own, or not exactly, is a block of HTML, which every
 * version accepts. Addresses become absolute.
 */
export function toBlocks(bodyHtml: string, context: BlockContext): string {
  return parseHtml(bodyHtml)
    .children.flatMap((node) => {
      if (node.type !== "element") return node.type === "text" && node.value.trim() !== "" ? [html(node)] : [];
      return [toBlock(node, context)];
    })
    .join("\n\n");
}

function toBlock(node: Element, context: BlockContext): string {
  const ready = convertAddresses(node, context);
  switch (node.tagName) {
    case "p":
      return (
        (node.properties.dataEmbed !== undefined && embed(node)) || block("paragraph", { ...ready, properties: {} })
      );
    case "h2":
    case "h3":
    case "h4":
      return heading(ready);
    case "ul":
    case "ol":
      return isPlainList(ready) ? list(ready) : html(ready);
    case "blockquote":
      return ready.children.every(isParagraphOrSpace) ? quote(ready) : html(ready);
    case "pre":
      return isCode(ready) ? block("code", classed(ready, "wp-block-code")) : preformatted(ready);
    case "hr":
      return block("separator", classed(ready, "wp-block-separator", "has-alpha-channel-opacity"));
    case "figure":
      return figure(node, ready, context);
    case "details":
      return details(node, ready, context);
    case "table":
      return block("table", element("figure", [ready], { className: ["wp-block-table"] }), { hasFixedLayout: false });
    default:
      return html(ready);
  }
}

function block(name: string, content: Element, attributes?: object): string {
  return wrap(name, print(content), attributes);
}

function wrap(name: string, content: string, attributes?: object): string {
  // As WordPress writes them: "--" would end the comment.
  const json = attributes
    ? ` ${JSON.stringify(attributes)
        .replaceAll("--", "\\u002d\\u002d")
        .replace(/[<>&]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)}`
    : "";
  return `<!-- wp:${name}${json} -->\n${content}\n<!-- /wp:${name} -->`;
}

/** A link that this site shows as a player: WordPress finds the player of its address by itself. */
function embed({ children: [link] }: Element): string | undefined {
  const url = link?.type === "element" ? link.properties.href : undefined;
  if (typeof url !== "string") return undefined;
  const wrapper = element("div", [{ type: "text", value: `\n${url}\n` }], { className: ["wp-block-embed__wrapper"] });
  return block("embed", element("figure", [wrapper], { className: ["wp-block-embed"] }), { url });
}

const html = (node: RootContent): string => wrap("html", print(node));

function print(node: RootContent): string {
  return toHtml({ type: "root", children: [node] } satisfies Root);
}

function classed(node: Element, ...names: string[]): Element {
  return { ...node, properties: { ...node.properties, className: names } };
}

function heading(node: Element): string {
  const level = Number(node.tagName.slice(1));
  return block("heading", classed(node, "wp-block-heading"), level === 2 ? undefined : { level });
}

/** A list whose items are lines of text, each perhaps with such a list below it. */
function isPlainList(node: Element): boolean {
  if (Object.keys(node.properties).length > 0) return false;
  return node.children.every(
    (item) =>
      isSpace(item) ||
      (item.type === "element" &&
        item.children.every(
          (child) => child.type === "text" || isInline(child) || (isList(child) && isPlainList(child)),
        )),
  );
}

const isList = (node: ElementContent): node is Element =>
  node.type === "element" && (node.tagName === "ul" || node.tagName === "ol");
const isSpace = (node: ElementContent) => node.type === "text" && node.value.trim() === "";
const blocks = new Set("p ul ol dl li blockquote pre figure table aside details hr h2 h3 h4 div".split(" "));
const isInline = (node: ElementContent) => node.type !== "element" || !blocks.has(node.tagName);
const isParagraphOrSpace = (node: ElementContent) => isSpace(node) || (node.type === "element" && node.tagName === "p");

function list(node: Element): string {
  const items = node.children.filter((item): item is Element => item.type === "element").map(listItem);
  const attributes = node.tagName === "ol" ? { ordered: true } : undefined;
  return wrap("list", `<${node.tagName} class="wp-block-list">${items.join("\n\n")}</${node.tagName}>`, attributes);
}

function listItem(item: Element): string {
  const lines = item.children.filter((child) => !isList(child)).map(print);
  const lists = item.children.filter(isList).map(list);
  return wrap("list-item", `<li>${lines.join("").trim()}${lists.join("")}</li>`);
}

function quote(node: Element): string {
  const paragraphs = node.children
    .filter((child): child is Element => child.type === "element")
    .map((paragraph) => block("paragraph", { ...paragraph, properties: {} }));
  return wrap("quote", `<blockquote class="wp-block-quote">${paragraphs.join("\n\n")}</blockquote>`);
}

/** WordPress's own block of this name: a line of text, then blocks. */
function details(stored: Element, ready: Element, context: BlockContext): string {
  const isSummary = (node: ElementContent) => node.type === "element" && node.tagName === "summary";
  const content = stored.children.filter((node): node is Element => node.type === "element" && !isSummary(node));
  const inside = [
    ...ready.children.filter(isSummary).map(print),
    content.map((one) => toBlock(one, context)).join("\n\n"),
  ];
  return wrap("details", `<details class="wp-block-details">${inside.join("")}</details>`);
}

function isCode(node: Element): boolean {
  const [only] = node.children;
  return node.children.length === 1 && only?.type === "element" && only.tagName === "code";
}

const preformatted = (node: Element) => block("preformatted", classed(node, "wp-block-preformatted"));

/** A figure with one picture is a block; of the other contents of figures it is HTML. */
function figure(stored: Element, ready: Element, { findPicture }: BlockContext): string {
  const [first, ...rest] = stored.children.filter((child) => !isSpace(child));
  const link = first?.type === "element" && first.tagName === "a" ? first : undefined;
  const picture = link ? link.children[0] : first;
  const caption = rest[0];
  const isPlain =
    picture?.type === "element" &&
    picture.tagName === "img" &&
    (!link || link.children.length === 1) &&
    (rest.length === 0 || (rest.length === 1 && caption?.type === "element" && caption.tagName === "figcaption"));
  const place = isPlain ? findPicture(parseMediaId(picture.properties.src) ?? "") : undefined;
  if (!isPlain || !place) return html(ready);
  const image = element("img", [], {
    src: place.address,
    alt: picture.properties.alt ?? "",
    className: [`wp-image-${place.id}`],
  });
  const readyCaption = ready.children.find((child) => child.type === "element" && child.tagName === "figcaption");
  const content = link ? element("a", [image], { href: hrefIn(ready) }) : image;
  const children = [
    content,
    ...(readyCaption?.type === "element" ? [classed(readyCaption, "wp-element-caption")] : []),
  ];
  return block("image", element("figure", children, { className: ["wp-block-image", "size-full"] }), {
    id: place.id,
    sizeSlug: "full",
    linkDestination: link ? "custom" : "none",
  });
}

function hrefIn(figureNode: Element): string {
  const link = figureNode.children.find((child) => child.type === "element" && child.tagName === "a");
  return link?.type === "element" ? String(link.properties.href ?? "") : "";
}

/** A copy whose links and pictures have absolute addresses. Pictures that are gone keep theirs on this site. */
function convertAddresses(node: Element, context: BlockContext): Element {
  const { properties } = node;
  const children = node.children.map((child) => (child.type === "element" ? convertAddresses(child, context) : child));
  if (node.tagName === "a" && typeof properties.href === "string" && /^\/(?!\/)/.test(properties.href))
    return { ...node, properties: { ...properties, href: context.siteUrl + properties.href }, children };
  // The parser reads it as a text, which would not be printed.
  if (properties.reversed === "") return { ...node, properties: { ...properties, reversed: true }, children };
  const id = node.tagName === "img" ? parseMediaId(properties.src) : undefined;
  if (id === undefined) return { ...node, children };
  const { address = `${context.siteUrl}/media/${id}` } = context.findPicture(id) ?? {};
  return { ...node, properties: { ...properties, src: address } };
}
