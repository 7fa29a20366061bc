import { Node } from "@tiptap/core";
import type { EditorState } from "@tiptap/pm/state";
import { attributes } from "./attributes.ts";

const bulletList = Node.create({
  name: "bulletList",
  group: "block list",
  content: "listItem+",
  renderHTML: () => ["ul", 0],
  addKeyboardShortcuts() {
    return { "Mod-Shift-8": () => this.editor.commands.toggleList(this.name, "listItem") };
  },
});

const orderedList = Node.create({
  name: "orderedList",
  group: "block list",
  content: "listItem+",
  addAttributes: () => attributes({ start: null, reversed: false }),
  renderHTML: ({ node }) => [
    "ol",
    { ...(node.attrs.start !== null && { start: node.attrs.start }), ...(node.attrs.reversed && { reversed: "" }) },
    0,
  ],
  addKeyboardShortcuts() {
    return { "Mod-Shift-7": () => this.editor.commands.toggleList(this.name, "listItem") };
  },
});

function isInnerItem({ selection: { $from } }: EditorState): boolean {
  let items = 0;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === "listItem") items += 1;
  return items > 1;
}

const listItem = Node.create({
  name: "listItem",
  content: "block+",
  defining: true,
  renderHTML: () => ["li", 0],
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      Tab: () => this.editor.commands.sinkListItem(this.name),
      // In an inner list only: in the outer one, Shift+Tab moves focus to the toolbar and must not dissolve the list.
      "Shift-Tab": () => isInnerItem(this.editor.state) && this.editor.commands.liftListItem(this.name),
    };
  },
});

const definitions = Node.create({
  name: "definitions",
  group: "block",
  content: "(term | meaning)+",
  renderHTML: () => ["dl", 0],
});
const term = Node.create({ name: "term", content: "inline*", renderHTML: () => ["dt", 0] });
const meaning = Node.create({ name: "meaning", content: "block+", renderHTML: () => ["dd", 0] });

/** Lists, and definition lists. */
export const lists = [bulletList, orderedList, listItem, definitions, term, meaning];
