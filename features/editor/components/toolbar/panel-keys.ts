import type { ChainedCommands, Editor } from "@tiptap/core";
import type { KeyboardEvent } from "react";

/** The props of each panel below the toolbar. */
export interface PanelProps {
  editor: Editor;
  close(): void;
}

/** Commands on the text, which focus it at once: Tiptap's own `focus` waits for a frame and loses what is typed meanwhile. */
export function focusedChain(editor: Editor): ChainedCommands {
  editor.view.focus();
  return editor.chain();
}

/** Handles Enter, which applies the panel and must not submit the article, and Escape, which closes it. */
export function handlePanelKeys(done: () => void, close: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) done();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
