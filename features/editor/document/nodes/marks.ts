import { Mark } from "@tiptap/core";
import { attributes } from "./attributes.ts";

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

/** What a stretch of a line can be. */
export const marks = markNames.map((name, index) =>
  Mark.create({
    name,
    // Tiptap sorts by priority; the order of marks in a document is that of its schema.
    priority: 900 - index,
    excludes: name,
    // Typing at the end of a note extends it; editor/footnotes.ts keeps text typed beside it out.
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
