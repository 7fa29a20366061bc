import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { insertBlockChain } from "./insert-block.ts";

const createCell = (type: string) => ({ type, content: [{ type: "paragraph" }] });
const createRow = (type: string, part: string) => ({
  type: "tableRow",
  attrs: { part, group: null },
  content: [createCell(type), createCell(type), createCell(type)],
});
const newTable = {
  type: "table",
  content: [createRow("tableHeader", "thead"), createRow("tableCell", "tbody"), createRow("tableCell", "tbody")],
};

/** A new table, with the cursor in its first cell. */
export function insertTable(editor: Editor): void {
  editor.view.focus();
  insertBlockChain(editor, newTable)
    .command(({ tr }) => {
      // Inserted in the middle of a line, the cursor is now after the table.
      let at: number | undefined;
      tr.doc.nodesBetween(0, tr.selection.to, (node, position) => {
        if (node.type.name === "table") at = position;
        return node.type.name !== "paragraph";
      });
      if (at !== undefined) tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1)));
      return true;
    })
    .run();
}
