import type { Element, ElementContent, Root, RootContent } from "hast";
import { type Schema, sanitize } from "hast-util-sanitize";
import { conform } from "./conform-to-allowlist.ts";
import { plainParagraphs } from "./flatten.ts";
import { linkProtocols } from "./links.ts";
import { maxElements } from "./parse.ts";
import { toText } from "./text.ts";
import { articleElements, articleName, callouts, commentElements, commentName, silentElements } from "./vocabulary.ts";

const digits = /^\d{1,5}$/;

const common: Schema = {
  allowComments: false,
  allowDoctypes: false,
  strip: silentElements,
  ancestors: {},
  required: {},
  clobber: [],
  protocols: { href: linkProtocols },
};

const articleSchema: Schema = {
  ...common,
  tagNames: articleElements,
  attributes: {
    a: ["href", "title"],
    abbr: ["title"],
    img: [["src", /^\/media\/[a-f0-9]{24}$/], "alt", ["width", digits], ["height", digits]],
    ol: [
      ["start", /^-?\d{1,6}$/],
      ["reversed", true, ""],
    ],
    aside: [["dataCallout", ...callouts]],
    p: [
      ["dataCard", /^\d{1,15}$/],
      ["dataEmbed", ""],
    ],
    small: [["dataNote", ""]],
    td: [
      ["colSpan", digits],
      ["rowSpan", digits],
    ],
    th: [
      ["colSpan", digits],
      ["rowSpan", digits],
      ["scope", "row", "col"],
    ],
    time: ["dateTime"],
  },
};

const commentSchema: Schema = { ...common, tagNames: commentElements, attributes: { a: ["href"] } };

/**
 * Reduces an article body to what we allow (docs/architecture.md): no script, style, class or id; links to http, https,
 * mailto or relative addresses; our own images only (`/media/ID`). The result is strictly well formed: printed by
 * `toHtml` and parsed again it gives the same tree, so sanitising twice changes nothing. The given tree is not changed.
 */
export function sanitizeArticle(tree: Root): Root {
  return bounded(conform(allowed(tree, articleSchema, articleName)));
}

/**
 * The same for a comment: paragraphs, lists, quotations, emphasis, code and links, which search engines do not follow.
 */
export function sanitizeComment(tree: Root): Root {
  return bounded(conform(allowed(tree, commentSchema, commentName), { linkRel: ["nofollow", "ugc", "noopener"] }));
}

/**
 * The elements that sanitising adds may make a tree too large to be parsed again: then it becomes plain paragraphs
 * here.
 */
function bounded(tree: Root): Root {
  return countElements(tree) > maxElements ? plainParagraphs(toText(tree)) : tree;
}

function countElements({ children }: Root | Element): number {
  return children.reduce((sum, child) => (child.type === "element" ? sum + 1 + countElements(child) : sum), 0);
}

function allowed(tree: Root, schema: Schema, nameOf: (name: string) => string): Root {
  const clean = sanitize({ type: "root", children: tree.children.map((node) => renamed(node, nameOf)) }, schema);
  if (clean.type === "root") return clean;
  return { type: "root", children: clean.type === "doctype" ? [] : [clean] };
}

function renamed(node: RootContent, nameOf: (name: string) => string): RootContent {
  if (node.type !== "element") return node;
  const children: ElementContent[] = [];
  for (const child of node.children) children.push(renamed(child, nameOf) as ElementContent);
  const named: Element = { ...node, tagName: nameOf(node.tagName), children };
  return named;
}
