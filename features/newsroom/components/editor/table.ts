import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { putting } from "./put-block.ts";

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
  editor.view.focus();
  putting(editor, newTable)
    .command(({ tr }) => {
      const { $from } = tr.selection;
      const depth = Array.from({ length: $from.depth }, (_, n) => $from.depth - n).find(
        (at) => $from.node(at).type.name === "table",
      );
      if (depth !== undefined) tr.setSelection(TextSelection.near(tr.doc.resolve($from.start(depth))));
      return true;
    })
    .run();
}
