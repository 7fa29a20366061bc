import type { Root } from "hast";
import type { ReactElement } from "react";
import { eachElement } from "#lib/html/element.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { normaliseHeadingLevels } from "#lib/prose/heading-levels.ts";
import { setLinkRel } from "#lib/prose/link-rel.ts";
import { cacheRenderedTrees } from "#lib/prose/render.tsx";
import { typesetTree } from "#lib/prose/typography.ts";

const renderCached = cacheRenderedTrees(500_000);

/** Renders an item's text. A picture becomes a link: the page requests nothing from other sites. */
export function renderItemBody(html: string): ReactElement {
  return renderCached(html, () => {
    const tree = normaliseHeadingLevels(linkPictures(parseHtml(html)));
    return { tree: typesetTree(setLinkRel(tree, ["external", "nofollow", "noopener"])) };
  });
}

/** Elements that would load something. The stored text has none of them but pictures. */
const loading = new Set(["img", "iframe", "video", "audio", "source", "picture", "embed", "object"]);

function linkPictures(tree: Root): Root {
  eachElement(tree, (node) => {
    if (!loading.has(node.tagName)) return;
    const { src, alt } = node.properties;
    const address = typeof src === "string" ? src : "";
    node.tagName = address === "" ? "span" : "a";
    node.properties = address === "" ? {} : { href: address };
    node.children = [{ type: "text", value: typeof alt === "string" && alt !== "" ? alt : address }];
  });
  return tree;
}
