import { Extension, getMarkRange } from "@tiptap/core";
import type { Mark, MarkType, ResolvedPos } from "@tiptap/pm/model";
import { type Command, type EditorState, Plugin, TextSelection, type Transaction } from "@tiptap/pm/state";

const noteMark = (state: EditorState) => state.schema.marks.note as MarkType;

/** Whether what is typed next becomes part of a footnote. */
export function isWritingNote(state: EditorState): boolean {
  const { $from, $to, empty } = state.selection;
  const marks = state.storedMarks ?? (empty ? $from.marks() : $from.marksAcross($to)) ?? [];
  return Boolean(noteMark(state).isInSet(marks));
}

const withoutMark = (type: MarkType, marks: readonly Mark[]) => marks.filter((mark) => mark.type !== type);

/** The cursor is at an edge of a note, where typed text could belong to either side. */
function isAtEdge($at: ResolvedPos, note: MarkType): boolean {
  const [before, after] = [$at.nodeBefore, $at.nodeAfter].map((node) => Boolean(node && note.isInSet(node.marks)));
  return before !== after && Boolean(note.isInSet($at.marks()));
}

/**
 * At the end of a note, typed text belongs to the note only if the cursor was in it before. A click or an arrow key that brings the cursor
 * there from outside continues the sentence instead. Undefined if nothing has to change.
 */
export function typeOutsideNote(
  transactions: readonly Transaction[],
  before: EditorState,
  after: EditorState,
): Transaction | undefined {
  const { selection, storedMarks } = after;
  if (storedMarks || !(selection instanceof TextSelection) || !selection.empty) return undefined;
  // New stored marks would end a composition that is under way.
  if (transactions.some((tr) => tr.getMeta("composition") !== undefined)) return undefined;
  const note = noteMark(after);
  if (!isAtEdge(selection.$from, note)) return undefined;
  const typed = transactions.some((tr) => tr.docChanged);
  if (isWritingNote(before) && (typed || before.selection.empty)) return undefined;
  return after.tr.setStoredMarks(withoutMark(note, selection.$from.marks()));
}

/** Moves the cursor out of its note, to the end of the note. */
export const exitNote: Command = (state, dispatch) => {
  if (!isWritingNote(state)) return false;
  const note = noteMark(state);
  const { $to } = state.selection;
  const end = getMarkRange($to, note)?.to ?? $to.pos;
  const tr = state.tr.setSelection(TextSelection.create(state.doc, end));
  dispatch?.(tr.setStoredMarks(withoutMark(note, tr.selection.$from.marks())).scrollIntoView());
  return true;
};

/** The same for the right arrow key at the end of the note. */
export const exitNoteAtEnd: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || !isWritingNote(state) || !isAtEdge($from, noteMark(state)) || !$from.nodeBefore) return false;
  return exitNote(state, dispatch);
};

/** Footnotes are written in the line in which they are called: typed text belongs to the note until the cursor leaves it. */
export const footnotes = Extension.create({
  name: "footnotes",
  priority: 1100,
  addProseMirrorPlugins: () => [new Plugin({ appendTransaction: typeOutsideNote })],
  addKeyboardShortcuts() {
    const run =
      (command: Command) =>
      ({ editor }: { editor: { state: EditorState; view: { dispatch(tr: Transaction): void } } }) =>
        command(editor.state, (tr) => editor.view.dispatch(tr));
    return { Enter: run(exitNote), Escape: run(exitNote), ArrowRight: run(exitNoteAtEnd) };
  },
});
