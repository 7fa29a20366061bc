import { type Attributes, Extension, type Extensions, Mark, mergeAttributes, Node } from "@tiptap/core";
import type { EditorState } from "@tiptap/pm/state";

/**
 * The allowlisted vocabulary (lib/html/vocabulary.ts) as an editor's document. Nothing here reads HTML: `read.ts` makes documents of
 * sanitised trees and `write.ts` trees of documents, with and without a browser; `renderHTML` only draws what is being edited.
 */

export interface BodyPicture {
  id: string;
  alt: string;
  width: number | null;
  height: number | null;
  /** Where a click on it leads. */
  href: string | null;
}

const attribute = (value: unknown) => ({ default: value, rendered: false });
const attributes = (defaults: Record<string, unknown>): Attributes =>
  Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, attribute(value)]));

const document = Node.create({ name: "doc", topNode: true, content: "block+" });
const text = Node.create({ name: "text", group: "inline" });

const paragraph = Node.create({
  name: "paragraph",
  priority: 1000,
  group: "block",
  content: "inline*",
  renderHTML: () => ["p", 0],
  addKeyboardShortcuts() {
    return { "Mod-Alt-0": () => this.editor.commands.setNode(this.name) };
  },
});

const heading = Node.create({
  name: "heading",
  group: "block",
  content: "inline*",
  defining: true,
  addAttributes: () => attributes({ level: 2 }),
  renderHTML: ({ node }) => [`h${node.attrs.level}`, 0],
  addKeyboardShortcuts() {
    const toggle = (level: number) => () => this.editor.commands.toggleNode(this.name, "paragraph", { level });
    return { "Mod-Alt-2": toggle(2), "Mod-Alt-3": toggle(3), "Mod-Alt-4": toggle(4) };
  },
});

const quote = Node.create({
  name: "blockquote",
  group: "block",
  content: "block+",
  defining: true,
  renderHTML: () => ["blockquote", 0],
  addKeyboardShortcuts() {
    return { "Mod-Shift-b": () => this.editor.commands.toggleWrap(this.name) };
  },
});

const callout = Node.create({
  name: "callout",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => attributes({ kind: "note" }),
  renderHTML: ({ node }) => ["aside", { "data-callout": node.attrs.kind }, 0],
});

const code = Node.create({
  name: "codeBlock",
  group: "block",
  content: "text*",
  marks: "",
  code: true,
  defining: true,
  // `<pre><code>` or a bare `<pre>`: poems and drawings are no code.
  addAttributes: () => attributes({ code: true }),
  renderHTML: () => ["pre", ["code", 0]],
  addKeyboardShortcuts() {
    return {
      "Mod-Alt-c": () => this.editor.commands.toggleNode(this.name, "paragraph"),
      // The way out: an empty last line.
      Enter: ({ editor }) => {
        const { $from, empty } = editor.state.selection;
        if (!empty || $from.parent.type !== this.type) return false;
        if ($from.parentOffset !== $from.parent.content.size || !$from.parent.textContent.endsWith("\n\n"))
          return false;
        return editor
          .chain()
          .command(({ tr }) => {
            tr.delete($from.pos - 2, $from.pos);
            return true;
          })
          .exitCode()
          .run();
      },
    };
  },
});

const rule = Node.create({ name: "horizontalRule", group: "block", renderHTML: () => ["hr"] });

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
      // Out of an inner list only: from the outer one it leads back to the tools and must not take the list apart on the way.
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

/** One picture, or several side by side, with one caption below. */
const figure = Node.create({
  name: "figure",
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,
  addAttributes: () => attributes({ pictures: [] as BodyPicture[] }),
  renderHTML: ({ node }) => [
    "figure",
    { "data-gallery": node.attrs.pictures.length > 1 ? "" : null },
    [
      "span",
      { contenteditable: "false", class: "figure-pictures" },
      ...node.attrs.pictures.map(({ id, alt }: BodyPicture) => [
        "img",
        { src: `/media/${id}`, alt, "data-lacks": alt === "" ? "" : null, draggable: "false" },
      ]),
    ],
    ["figcaption", 0],
  ],
});

/** A picture in a line of text. */
const inlinePicture = Node.create({
  name: "inlinePicture",
  group: "inline",
  inline: true,
  draggable: true,
  addAttributes: () => attributes({ id: "", alt: "", width: null, height: null }),
  renderHTML: ({ node }) => ["img", { src: `/media/${node.attrs.id}`, alt: node.attrs.alt }],
});

const lineBreak = Node.create({
  name: "hardBreak",
  group: "inline",
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  renderHTML: () => ["br"],
  addKeyboardShortcuts() {
    const insert = () =>
      this.editor.commands.first(({ commands }) => [
        () => commands.exitCode(),
        () => commands.insertContent({ type: this.name }),
      ]);
    return { "Mod-Enter": insert, "Shift-Enter": insert };
  },
});

/** An article of ours, drawn as a card where the text is read. */
const card = Node.create({
  name: "card",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => attributes({ id: "", href: "", title: "" }),
  renderHTML: ({ node }) => ["p", { "data-card": node.attrs.id }, ["a", { href: node.attrs.href }, node.attrs.title]],
});

/** A page or film of another site, which nothing is asked of until the reader wants it. */
const embed = Node.create({
  name: "embed",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => attributes({ href: "", title: "" }),
  renderHTML: ({ node }) => ["p", { "data-embed": "" }, ["a", { href: node.attrs.href }, node.attrs.title]],
});

/** What this editor has no tools for, kept as it is. */
const kept = Node.create({
  name: "kept",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => attributes({ html: "", text: "" }),
  renderHTML: ({ node }) => ["div", { "data-kept": "" }, node.attrs.text],
});

const table = Node.create({
  name: "table",
  group: "block",
  content: "tableRow+",
  isolating: true,
  renderHTML: () => ["table", ["tbody", 0]],
});

/** `part`: the group of rows that it belongs to ("head", "body", "foot"), and which of them where there are several. */
const tableRow = Node.create({
  name: "tableRow",
  content: "(tableCell | tableHeader)*",
  addAttributes: () => attributes({ part: "tbody", group: null }),
  renderHTML: () => ["tr", 0],
});

const cellAttributes = { colspan: 1, rowspan: 1, colwidth: null, scope: null };
const cell = (name: string, tag: string) =>
  Node.create({
    name,
    content: "block+",
    isolating: true,
    addAttributes: () => attributes(cellAttributes),
    renderHTML: ({ node }) => [
      tag,
      mergeAttributes({
        ...(node.attrs.colspan > 1 && { colspan: node.attrs.colspan }),
        ...(node.attrs.rowspan > 1 && { rowspan: node.attrs.rowspan }),
      }),
      0,
    ],
  });

/** Marks, outermost first: so they are nested when written. `small` without more is what WordPress and credits use. */
export const markNames = [
  ...["note", "link", "q", "ins", "del", "mark", "strong", "em", "cite", "s", "small", "abbr", "time"],
  ...["sub", "sup", "kbd", "samp", "var", "code"],
] as const;

const shortcuts: Record<string, string> = { strong: "Mod-b", em: "Mod-i", code: "Mod-e", s: "Mod-Shift-s" };
const markAttributes: Record<string, Record<string, unknown>> = {
  link: { href: "", title: null },
  abbr: { title: null },
  time: { dateTime: null },
};

const marks = markNames.map((name, index) =>
  Mark.create({
    name,
    // Tiptap sorts by priority; the order of marks in a document is that of its schema.
    priority: 900 - index,
    excludes: name,
    inclusive: name !== "link" && name !== "note",
    ...(name === "code" && { code: true }),
    addAttributes: () => attributes(markAttributes[name] ?? {}),
    renderHTML: ({ mark }) => {
      if (name === "link") return ["a", { href: mark.attrs.href, title: mark.attrs.title }, 0];
      if (name === "note") return ["small", { "data-note": "" }, 0];
      return [name, 0];
    },
    addKeyboardShortcuts() {
      const keys = shortcuts[name];
      return keys ? { [keys]: () => this.editor.commands.toggleMark(name) } : {};
    },
  }),
);

const tableRoles: Record<string, string> = {
  table: "table",
  tableRow: "row",
  tableCell: "cell",
  tableHeader: "header_cell",
};

/** What prosemirror-tables knows the parts of a table by. */
const roles = Extension.create({
  name: "tableRoles",
  extendNodeSchema: ({ name }) => (tableRoles[name] ? { tableRole: tableRoles[name] } : {}),
});

/** Everything that a body may be made of. */
export const bodyNodes: Extensions = [
  ...[document, text, paragraph, heading, quote, callout, code, rule, bulletList, orderedList, listItem],
  ...[definitions, term, meaning, figure, inlinePicture, lineBreak, card, embed, kept, table, tableRow],
  cell("tableCell", "td"),
  cell("tableHeader", "th"),
  ...marks,
  roles,
];
