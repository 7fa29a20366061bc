import type { Element, Root } from "hast";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { readMarkdown } from "#lib/markdown.ts";

interface PlacedElements {
  /** Finds an article that is stored already. */
  card(slug: string): { id: number; title: string } | undefined;
  picture(name: string): { id: string; width: number; height: number; alt: string } | undefined;
}

/** Converts a demo article's Markdown to allowlisted HTML. A card or image that does not exist is left out. */
export function composeBody(text: string, placed: PlacedElements): string {
  const { body } = readMarkdown(text);
  const children = body.children.flatMap((node): Root["children"] => {
    const order =
      node.type === "element" && node.tagName === "p" ? /^\[\[(.+)\]\]$/.exec(toText(node))?.[1] : undefined;
    if (order === undefined) return [node];
    const picture = /^picture:(\S+) \| (.+)$/.exec(order);
    return picture ? figure(picture[1] ?? "", picture[2] ?? "", placed) : card(order, placed);
  });
  return toHtml(sanitizeArticle({ type: "root", children }));
}

function card(slug: string, placed: PlacedElements): Element[] {
  const article = placed.card(slug);
  if (!article) return [];
  const link = element("a", { href: `/articles/${slug}` }, [{ type: "text", value: article.title }]);
  return [element("p", { dataCard: String(article.id) }, [link])];
}

function figure(name: string, caption: string, placed: PlacedElements): Element[] {
  const picture = placed.picture(name);
  if (!picture) return [];
  const { id, width, height, alt } = picture;
  return [
    element("figure", {}, [
      element("img", { src: `/media/${id}`, alt, width, height }),
      element("figcaption", {}, [{ type: "text", value: caption }]),
    ]),
  ];
}

function element(tagName: string, properties: Element["properties"], children: Element["children"] = []): Element {
  return { type: "element", tagName, properties, children };
}
