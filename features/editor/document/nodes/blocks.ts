import { Node } from "@tiptap/core";
import { attributes } from "./attributes.ts";

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

const callout = Node.create<{ names: Record<string, string> }>({
  name: "callout",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => attributes({ kind: "note" }),
  // The labels of the kinds of callout.
  addOptions: () => ({ names: {} }),
  renderHTML({ node }) {
    const { kind } = node.attrs;
    return ["aside", { class: "callout", "data-callout": kind, "data-kind-name": this.options.names[kind] ?? kind }, 0];
  },
});

const code = Node.create({
  name: "codeBlock",
  group: "block",
  content: "text*",
  marks: "",
  code: true,
  defining: true,
  // `code`: whether it is `<pre><code>`; a bare `<pre>` (a poem, a drawing) is not code.
  addAttributes: () => attributes({ code: true }),
  renderHTML: () => ["pre", ["code", 0]],
  addKeyboardShortcuts() {
    return {
      "Mod-Alt-c": () => this.editor.commands.toggleNode(this.name, "paragraph"),
      // Enter in an empty last line leaves the block.
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

/** Paragraphs and the other blocks of text. */
export const blocks = [document, text, paragraph, heading, quote, callout, code, rule, lineBreak];
