"use client";

import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  mergeCells,
  splitCell,
} from "@tiptap/pm/tables";
import type { PanelProps } from "./panel-keys.ts";

/** Rows and columns of the table that the cursor is in. */
export function TablePanel({ editor, labels }: Omit<PanelProps, "close">) {
  const run = (command: typeof addRowAfter) => () => {
    command(editor.state, editor.view.dispatch);
    editor.view.focus();
  };
  const commands = [
    [labels.rowAfter, addRowAfter],
    [labels.columnAfter, addColumnAfter],
    [labels.dropRow, deleteRow],
    [labels.dropColumn, deleteColumn],
    [labels.mergeCells, mergeCells],
    [labels.splitCell, splitCell],
    [labels.dropTable, deleteTable],
  ] as const;
  return (
    <div className="editor-panel">
      {commands.map(([label, command]) => (
        <button key={label} type="button" className="text-button" onClick={run(command)}>
          {label}
        </button>
      ))}
    </div>
  );
}
