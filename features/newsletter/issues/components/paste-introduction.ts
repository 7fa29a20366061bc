import type { ClipboardEvent, KeyboardEvent } from "react";

/** Whether the last key press asks for the text without formatting. */
let isPlainPaste = false;

/** Notes Ctrl+Shift+V, for which browsers hand over the formatting too. */
export function notePlainPaste(event: KeyboardEvent): void {
  isPlainPaste = event.shiftKey && (event.ctrlKey || event.metaKey) && event.code === "KeyV";
}

/** Inserts formatted text from the clipboard as Markdown; plain text, and code from an editor, is left to the browser. */
export function pasteIntroduction(event: ClipboardEvent<HTMLTextAreaElement>): void {
  const { clipboardData: data, currentTarget: area } = event;
  const html = data.getData("text/html");
  const isPlain = isPlainPaste;
  isPlainPaste = false;
  if (html === "" || isPlain || data.types.includes("vscode-editor-data")) return;
  event.preventDefault();
  const plain = data.getData("text/plain");
  import("../pasted-introduction.ts")
    .then(({ readPastedIntroduction }) => readPastedIntroduction(html))
    .catch(() => plain)
    .then((text) => insertText(area, text || plain));
}

/** Inserts a text at the cursor as if it were typed, so that it can be undone. */
function insertText(area: HTMLTextAreaElement, text: string): void {
  area.focus();
  if (document.execCommand("insertText", false, text)) return;
  const { selectionStart, selectionEnd, value, maxLength } = area;
  const room = maxLength < 0 ? text.length : maxLength - value.length + (selectionEnd - selectionStart);
  area.setRangeText(text.slice(0, Math.max(0, room)), selectionStart, selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
