import { type Editor, Extension } from "@tiptap/core";
import { type EditorState, Plugin } from "@tiptap/pm/state";

/** What was typed after "/" at the beginning of a paragraph, with its place in the text. */
export interface SlashQuery {
  from: number;
  to: number;
  query: string;
}

/** Longer texts are no search for a tool. */
const maxQueryLength = 20;

/** Finds "/" and a word between the beginning of the paragraph and the cursor; undefined for anything else. */
export function findSlashQuery({ selection }: Pick<EditorState, "selection">): SlashQuery | undefined {
  const { $from, empty } = selection;
  if (!empty || $from.parent.type.name !== "paragraph" || $from.parentOffset > maxQueryLength) return undefined;
  const text = $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc");
  if (!/^\/[\p{L}\p{N}]*(?: [\p{L}\p{N}]+)?$/u.test(text)) return undefined;
  return { from: $from.start(), to: $from.pos, query: text.slice(1) };
}

type KeyHandler = (event: KeyboardEvent) => boolean;

const handlers = new WeakMap<Editor, KeyHandler>();

/** Gives the open menu the keys of the text; null once it is closed. */
export function setSlashKeys(editor: Editor, handler: KeyHandler | null): void {
  if (handler) handlers.set(editor, handler);
  else handlers.delete(editor);
}

/** Passes keys to the open menu before anything else handles them. */
export const slashKeys = Extension.create({
  name: "slashKeys",
  priority: 1200,
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          handleKeyDown: (_view, event) => !event.isComposing && (handlers.get(editor)?.(event) ?? false),
        },
      }),
    ];
  },
});
