import type { Element, ElementContent, Root } from "hast";
import type { MarkdownIt } from "markdown-it";
import footnotes from "markdown-it-footnote";
import { element } from "../html/element.ts";
import { toText } from "../html/text.ts";
import { block } from "../html/vocabulary.ts";

/** Characters that footnotes may add in total: a long note referenced a thousand times would make megabytes. */
const maxFootnoteText = 300_000;

/**
 * References to footnotes, including those within footnotes: a few notes that reference each other twice would make
 * millions.
 */
const maxReferences = 2_000;

/** What markdown-it-footnote stores in the environment: -1 for a note without a reference. */
export type FootnotesEnvironment = { footnotes?: { refs?: Record<string, number> } };

/** Enables footnotes (`[^1]`, `[^1]: …`, `^[…]`) in a parser, for `inlineFootnotes`. */
export function enableFootnotes(parser: MarkdownIt): void {
  parser.use(footnotes);
  const nothing = () => "";
  Object.assign(parser.renderer.rules, {
    footnote_ref: (tokens: { meta: { id: number } }[], at: number) =>
      `<sup data-note-ref="${tokens[at]?.meta.id}"></sup>`,
    footnote_block_open: () => "<section data-notes>",
    footnote_block_close: () => "</section>",
    footnote_open: (tokens: { meta: { id: number } }[], at: number) => `<div data-note-id="${tokens[at]?.meta.id}">`,
    footnote_close: () => "</div>",
    footnote_anchor: nothing,
  });
}

/** The labels of notes without a reference in the text: markdown-it-footnote drops them. */
export function unreferencedFootnotes({ footnotes: found }: FootnotesEnvironment): string[] {
  return Object.entries(found?.refs ?? {}).flatMap(([label, at]) => (at < 0 ? [label.slice(1)] : []));
}

/**
 * Moves each footnote to its reference (`<small data-note>`), as in articles; a paragraph of notes alone becomes their text. Undefined
 * if repeated references would make too much text.
 */
export function inlineFootnotes(tree: Root): Root | undefined {
  const bodies = new Map<string, Element>();
  const last = tree.children.at(-1);
  const list = tree.children.findLast((node) => node.type === "element");
  if (list?.type !== "element" || list.properties.dataNotes === undefined) return tree;
  for (const note of list.children) if (note.type === "element") bodies.set(String(note.properties.dataNoteId), note);
  let room = maxFootnoteText;
  let references = 0;
  const open = new Set<string>();
  const inline = (nodes: ElementContent[]): ElementContent[] =>
    nodes.flatMap((node): ElementContent[] => {
      if (open.size > 0) room -= 1;
      if (room < 0) return [];
      if (node.type !== "element") return [node];
      const id = node.properties.dataNoteRef;
      // A note within a note becomes text in brackets.
      if (id !== undefined)
        return open.size > 0 ? [text(" ("), ...noteText(String(id)), text(")")] : [noteOf(String(id))];
      const inside = inline(node.children);
      return open.size > 0 && block.has(node.tagName)
        ? [text(" "), ...inside, text(" ")]
        : [{ ...node, children: inside }];
    });
  const noteText = (id: string): ElementContent[] => {
    const body = bodies.get(id);
    if (!body || open.has(id)) return [];
    references += 1;
    if (references > maxReferences) room = -1;
    if (room < 0) return [];
    room -= toText(body).length + 1;
    open.add(id);
    const inside = trimmed(inline(body.children));
    open.delete(id);
    return inside;
  };
  const noteOf = (id: string) => element("small", noteText(id), { dataNote: "" });
  const children = tree.children
    .filter((node) => node !== list && node !== last)
    .flatMap((node) => (node.type === "element" ? inline([node]) : []))
    .map(withoutLoneNotes);
  return room < 0 ? undefined : { type: "root", children };
}

const text = (value: string): ElementContent => ({ type: "text", value });

/** Trims the white space that the parser writes around the paragraphs of a note. */
function trimmed(nodes: ElementContent[]): ElementContent[] {
  const isSpace = (node: ElementContent) => node.type === "text" && node.value.trim() === "";
  const first = nodes.findIndex((node) => !isSpace(node));
  return first < 0 ? [] : nodes.slice(first, nodes.findLastIndex((node) => !isSpace(node)) + 1);
}

/** Turns a paragraph of notes alone into their text. */
function withoutLoneNotes(node: ElementContent): ElementContent {
  if (node.type !== "element" || node.tagName !== "p") return node;
  const isNote = (child: ElementContent) => child.type === "element" && child.properties.dataNote !== undefined;
  const others = node.children.filter(
    (child) => !isNote(child) && !(child.type === "text" && child.value.trim() === ""),
  );
  if (others.length > 0) return node;
  return { ...node, children: node.children.flatMap((child) => (child.type === "element" ? child.children : [child])) };
}
