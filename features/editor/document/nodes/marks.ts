import { Mark } from "@tiptap/core";
import { attributes } from "./attributes.ts";

/**
 * Marks, outermost first: the order in which they are nested when written. WordPress and credits use `small` without
 * attributes.
 */
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

/** The marks of text within a line. */
export const marks = markNames.map((name, index) =>
  Mark.create({
    name,
    // Tiptap sorts extensions by priority; the order of marks in a document is that of its schema.
    priority: 900 - index,
    excludes: name,
    // Typing at the end of a note extends it; tiptap/footnotes.ts keeps text typed beside it out.
    inclusive: name !== "link",
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
