import { type Editor, Extension } from "@tiptap/core";
import { GapCursor } from "@tiptap/pm/gapcursor";
import { type Command, Plugin, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import {
  deleteBlock,
  enterAfterBlock,
  goToEnd,
  goToStart,
  moveAfterBlock,
  selectAdjacentBlock,
  selectedBlock,
} from "./selected-block.ts";

/** Inserts text into a line after the selected block. False if no block is selected. */
function typeAfterBlock(view: EditorView, text: string): boolean {
  const tr = moveAfterBlock(view.state.tr);
  if (tr) view.dispatch(tr.insertText(text).scrollIntoView());
  return Boolean(tr);
}

/** Handles input without key events: phone keyboards, input methods, dictation. */
function beforeInput(view: EditorView, event: Event): boolean {
  if (!(event instanceof InputEvent) || !view.editable) return false;
  const isGap = view.state.selection instanceof GapCursor;
  if (!isGap && !selectedBlock(view.state)) return false;
  if (event.inputType === "insertText" && event.data) {
    event.preventDefault();
    if (!typeAfterBlock(view, event.data)) view.dispatch(view.state.tr.insertText(event.data).scrollIntoView());
    return true;
  }
  return false;
}

/**
 * A composition cannot be cancelled, so it gets a line before its first letter. In a selected block it would go into the line before, or
 * ProseMirror would delete the block. The gap cursor makes its own line.
 */
function beforeComposition(view: EditorView, event: Event): boolean {
  const begins = !(event instanceof KeyboardEvent) || event.key === "Dead" || event.key === "Process";
  const tr = begins && view.editable ? moveAfterBlock(view.state.tr) : undefined;
  if (tr) view.dispatch(tr);
  return false;
}

/** Keeps the browser from following the link of a card: a click only selects the card. */
function preventNavigation(_view: EditorView, event: Event): boolean {
  if (event.target instanceof Element && event.target.closest("a")) event.preventDefault();
  return false;
}

/**
 * Browsers report a moved cursor a frame late. Without this, a key pressed within that frame acts on the cursor's old place: Home and
 * Backspace would have the browser delete the block above. ProseMirror reads the cursor when it hears this event.
 */
function flushSelection(): boolean {
  document.dispatchEvent(new Event("selectionchange"));
  return false;
}

const run = (editor: Editor, command: Command) =>
  command(editor.state, (tr: Transaction) => editor.view.dispatch(tr), editor.view);

/** Typing never replaces a selected block: text, Enter and pasted blocks go after it; only Backspace, Delete and cutting remove it. */
export const blockSelection = Extension.create({
  name: "blockSelection",
  priority: 1050,
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleTextInput: (view, _from, _to, text) => typeAfterBlock(view, text),
        handleDOMEvents: {
          beforeinput: beforeInput,
          compositionstart: beforeComposition,
          keydown: (view, event) => flushSelection() || beforeComposition(view, event),
          click: preventNavigation,
          auxclick: preventNavigation,
        },
      },
    }),
  ],
  addKeyboardShortcuts() {
    const removing =
      (direction: -1 | 1) =>
      ({ editor }: { editor: Editor }) =>
        (direction < 0 && editor.commands.undoInputRule()) ||
        run(editor, deleteBlock(direction)) ||
        run(editor, selectAdjacentBlock(direction));
    const start = ({ editor }: { editor: Editor }) => run(editor, goToStart);
    const end = ({ editor }: { editor: Editor }) => run(editor, goToEnd);
    return {
      // Browsers cannot leave a selected block with these keys, nor move before the first block.
      "Ctrl-Home": start,
      "Meta-ArrowUp": start,
      "Ctrl-End": end,
      "Meta-ArrowDown": end,
      Enter: ({ editor }) => run(editor, enterAfterBlock),
      Backspace: removing(-1),
      "Shift-Backspace": removing(-1),
      "Mod-Backspace": removing(-1),
      Delete: removing(1),
      "Mod-Delete": removing(1),
    };
  },
});
