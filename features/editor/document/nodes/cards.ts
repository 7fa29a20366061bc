import { Node } from "@tiptap/core";
import { attributes } from "./attributes.ts";

/** The link serves the clipboard only. If it could get focus, Tab would leave the text and Enter the page. */
const renderLink = ({ href, title }: Record<string, unknown>): [string, object, string] => [
  "a",
  { href, tabindex: "-1" },
  String(title),
];

/** One of our articles, shown as a card to readers. */
const card = Node.create({
  name: "card",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => attributes({ id: "", href: "", title: "" }),
  renderHTML: ({ node }) => ["p", { "data-card": node.attrs.id }, renderLink(node.attrs)],
});

/** A page or video of another site, from which nothing is loaded until the reader asks for it. */
const embed = Node.create({
  name: "embed",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => attributes({ href: "", title: "" }),
  renderHTML: ({ node }) => ["p", { "data-embed": "" }, renderLink(node.attrs)],
});

/** A block that the editor cannot edit, kept unchanged. */
const unsupportedBlock = Node.create({
  name: "kept",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => attributes({ html: "", text: "" }),
  renderHTML: ({ node }) => ["div", { "data-kept": "" }, node.attrs.text],
});

/** Blocks that the editor handles as one piece. */
export const cards = [card, embed, unsupportedBlock];
