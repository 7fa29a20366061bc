import type { ChainedCommands, Editor, JSONContent } from "@tiptap/core";
import { moveOutOfSummary } from "./details.ts";
import { moveAfterBlock, moveAfterCaption, moveAfterInserted } from "./selected-block.ts";

/** Inserts one or several blocks at the cursor. A selected block, a caption or a title is not replaced: the new blocks go after it. */
export function insertBlockChain(editor: Editor, block: JSONContent | JSONContent[]): ChainedCommands {
  return editor
    .chain()
    .command(({ tr }) => {
      moveAfterBlock(tr) ?? moveAfterCaption(tr) ?? moveOutOfSummary(tr);
      return true;
    })
    .insertContent(block)
    .command(({ tr }) => {
      moveAfterInserted(tr);
      return true;
    })
    .scrollIntoView();
}

/** The same, from the toolbar. Focuses the text at once: Tiptap's own `focus` waits for a frame and loses what is typed meanwhile. */
export function insertBlock(editor: Editor, block: JSONContent | JSONContent[]): void {
  editor.view.focus();
  insertBlockChain(editor, block).run();
}
