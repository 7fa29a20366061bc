import type { Element, Root } from "hast";
import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import { createElement, Fragment, type ReactNode } from "react";
import { jsx, jsxs } from "react/jsx-runtime";
import { visit } from "unist-util-visit";
import { openDetails } from "#lib/html/open-details.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import type { LetterSite } from "./letter.ts";
import { textType } from "./theme.ts";

/**
 * Renders sanitized HTML with the look of a mail's text. Colour and type are inherited, and a paragraph's margins are
 * those of any program: styles in each of many short paragraphs would make a mail too long for Gmail.
 */
export function renderRichText(site: LetterSite, html: string): ReactNode {
  const { light } = site.theme;
  const looks: Record<string, { className?: string[]; style: string }> = {
    ul: { style: "padding-left:24px" },
    ol: { style: "padding-left:24px" },
    blockquote: { className: ["rule"], style: `border-left:3px solid ${light.rule};margin:16px 0;padding-left:16px` },
    pre: { style: "white-space:pre-wrap" },
    a: { className: ["link"], style: `color:${light.link};text-decoration:underline` },
  };
  const tree: Root = openDetails(parseHtml(html));
  visit(tree, "element", (node) => {
    const look = looks[node.tagName];
    if (look) node.properties = { ...node.properties, ...look };
  });
  return createElement(
    "div",
    { className: "ink", style: { color: light.ink, ...textType } },
    toJsxRuntime(tree, { Fragment, jsx, jsxs }),
  );
}

/** Renders it as plain text: paragraphs apart, a dash before each item of a list, each link's address after its text. */
export function richTextToPlain(html: string): string {
  const tree = openDetails(parseHtml(html));
  visit(tree, "element", (node) => {
    const { href } = node.properties;
    const label = toText(node);
    if (node.tagName === "a" && typeof href === "string" && href !== label) append(node, ` (${href})`);
    if (node.tagName === "li") node.children.unshift({ type: "text", value: "– " });
  });
  return tree.children
    .map((block) => toText(block))
    .filter((text) => text !== "")
    .join("\n\n");
}

function append(node: Element, value: string): void {
  node.children.push({ type: "text", value });
}
