import type { Element, Root } from "hast";
import { visit } from "unist-util-visit";
import { dropLeadFigure } from "#features/articles/body/figures.ts";
import type { Article } from "#features/articles/queries.ts";
import { shareImage } from "#features/articles/share-image.ts";
import { absolute } from "#lib/address.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";

/** Pictures of a body, as feeds show them; their height is left to the reader's program. */
const pictureWidth = 1280;

/**
 * The HTML that a feed carries of an article, every address in it absolute: the whole body of our own. Of an extract only the
 * lead travels (null here): what is another site's is read at theirs or on our page beside its credit.
 */
export function feedHtml(article: Article): string | null {
  if (article.syndicated) return null;
  const tree = dropLeadFigure(parseHtml(article.bodyHtml), article.picture?.id ?? null);
  const page = absolute(`/articles/${article.slug}`);
  visit(tree, "element", (node) => absoluteAddresses(node, page));
  tree.children.unshift(...opening(article));
  return toHtml(tree);
}

/** The picture above the text and the lead, which stand outside the stored body. */
function opening(article: Article): Root["children"] {
  const children: Root["children"] = [];
  if (article.picture) {
    const { path, width, height, alt } = shareImage(article.picture);
    const image = element("img", { src: absolute(path), alt, width, height });
    const caption = [article.leadCaption, article.leadCredit].filter((text) => text !== "").join(" ");
    const captioned = caption === "" ? [] : [element("figcaption", {}, [{ type: "text", value: caption }])];
    children.push(element("figure", {}, [image, ...captioned]));
  }
  if (article.lead !== "") {
    children.push(element("p", {}, [element("strong", {}, [{ type: "text", value: article.lead }])]));
  }
  return children;
}

function element(tagName: string, properties: Element["properties"], children: Element["children"] = []): Element {
  return { type: "element", tagName, properties, children };
}

function absoluteAddresses(node: Element, page: string) {
  delete node.properties.dataCard;
  const { href, src } = node.properties;
  if (typeof href === "string" && !/^[a-z][a-z0-9+.-]*:/i.test(href)) {
    node.properties.href = href.startsWith("/") && !href.startsWith("//") ? absolute(href) : new URL(href, page).href;
  }
  if (node.tagName !== "img" || typeof src !== "string" || !src.startsWith("/media/")) return;
  const width = Number(node.properties.width);
  const height = Number(node.properties.height);
  const id = src.slice("/media/".length);
  if (width > 0 && height > 0) {
    const fitted = shareImage({ id, width, height, alt: "" });
    node.properties.src = absolute(fitted.path);
    node.properties.width = fitted.width;
    node.properties.height = fitted.height;
  } else {
    node.properties.src = absolute(`/media/${id}/${pictureWidth}.jpeg`);
  }
}
