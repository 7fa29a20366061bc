import type { ChainedCommands, Editor } from "@tiptap/core";
import type { KeyboardEvent } from "react";

/** What each panel below the tools is given. */
export interface PanelProps {
  editor: Editor;
  close(): void;
}

/** Commands on the text, which focus it at once: Tiptap's own `focus` waits for a frame and loses what is typed meanwhile. */
export function focusedChain(editor: Editor): ChainedCommands {
  editor.view.focus();
  return editor.chain();
}

/** Enter does the panel's own thing and does not send the article; Escape closes. */
export function handlePanelKeys(done: () => void, close: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) done();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
