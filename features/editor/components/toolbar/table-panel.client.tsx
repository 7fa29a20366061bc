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
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { PanelProps } from "./panel-keys.ts";

/** Adds and removes rows and columns of the table at the cursor. */
export function TablePanel({ editor }: Omit<PanelProps, "close">) {
  const t = useTranslator();
  const run = (command: typeof addRowAfter) => () => {
    command(editor.state, editor.view.dispatch);
    editor.view.focus();
  };
  const commands = [
    [t.typeset("editor.rowAfter"), addRowAfter],
    [t.typeset("editor.columnAfter"), addColumnAfter],
    [t.typeset("editor.dropRow"), deleteRow],
    [t.typeset("editor.dropColumn"), deleteColumn],
    [t.typeset("editor.mergeCells"), mergeCells],
    [t.typeset("editor.splitCell"), splitCell],
    [t.typeset("editor.dropTable"), deleteTable],
  ] as const;
  return (
    <div className="editor-panel table-panel">
      {commands.map(([label, command]) => (
        <button key={label} type="button" className="text-button" onClick={run(command)}>
          {label}
        </button>
      ))}
    </div>
  );
}
