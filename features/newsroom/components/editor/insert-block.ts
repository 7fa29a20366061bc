import type { ChainedCommands, Editor, JSONContent } from "@tiptap/core";
import { moveAfterBlock, moveAfterCaption, moveAfterInserted } from "./selected-block.ts";

/** Puts a block, or several, where the cursor is, beside a selected block or a caption rather than in its place. */
export function insertBlockChain(editor: Editor, block: JSONContent | JSONContent[]): ChainedCommands {
  return editor
    .chain()
    .command(({ tr }) => {
      moveAfterBlock(tr) ?? moveAfterCaption(tr);
      return true;
    })
    .insertContent(block)
    .command(({ tr }) => {
      moveAfterInserted(tr);
      return true;
    })
    .scrollIntoView();
}

/** The same from a tool. The text takes the keyboard at once: Tiptap's own `focus` waits for a frame and loses what is typed meanwhile. */
export function insertBlock(editor: Editor, block: JSONContent | JSONContent[]): void {
  editor.view.focus();
  insertBlockChain(editor, block).run();
}
