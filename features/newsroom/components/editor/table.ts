import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";

const cellOf = (type: string) => ({ type, content: [{ type: "paragraph" }] });
const rowOf = (type: string, part: string) => ({
  type: "tableRow",
  attrs: { part, group: null },
  content: [cellOf(type), cellOf(type), cellOf(type)],
});
const newTable = {
  type: "table",
  content: [rowOf("tableHeader", "thead"), rowOf("tableCell", "tbody"), rowOf("tableCell", "tbody")],
};

/** A new table, with the cursor in its first cell. */
export function insertTable(editor: Editor): void {
  const { from } = editor.state.selection;
  editor
    .chain()
    .focus()
    .insertContent(newTable)
    .command(({ tr }) => {
      let at: number | undefined;
      tr.doc.nodesBetween(Math.max(0, from - 1), tr.doc.content.size, (node, position) => {
        if (node.type.name === "tableHeader" && position >= from - 1) at ??= position;
        return at === undefined;
      });
      if (at !== undefined) tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1)));
      return true;
    })
    .run();
}
