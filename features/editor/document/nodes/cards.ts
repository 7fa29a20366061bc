import { Node } from "@tiptap/core";
import { attributes } from "./attributes.ts";

/** Its link is for the clipboard only. If Tab could reach it, Tab would leave the text and Enter the page. */
const renderLink = ({ href, title }: Record<string, unknown>): [string, object, string] => [
  "a",
  { href, tabindex: "-1" },
  String(title),
];

/** An article of ours, drawn as a card where the text is read. */
const card = Node.create({
  name: "card",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => attributes({ id: "", href: "", title: "" }),
  renderHTML: ({ node }) => ["p", { "data-card": node.attrs.id }, renderLink(node.attrs)],
});

/** A page or film of another site, which nothing is asked of until the reader wants it. */
const embed = Node.create({
  name: "embed",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => attributes({ href: "", title: "" }),
  renderHTML: ({ node }) => ["p", { "data-embed": "" }, renderLink(node.attrs)],
});

/** What this editor has no tools for, kept as it is. */
const unsupportedBlock = Node.create({
  name: "kept",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => attributes({ html: "", text: "" }),
  renderHTML: ({ node }) => ["div", { "data-kept": "" }, node.attrs.text],
});

/** What is one piece for the editor. */
export const cards = [card, embed, unsupportedBlock];
