import type { Editor, JSONContent } from "@tiptap/core";
import { Fragment, type Schema, Slice } from "@tiptap/pm/model";
import type { EditorView } from "@tiptap/pm/view";
import type { Root } from "hast";
import type { ClipboardPicture } from "#features/editor/document/clipboard/pictures.ts";
import { readClipboard } from "#features/editor/document/clipboard.ts";
import { looksLikeMarkdown } from "#features/editor/document/detect-markdown.ts";
import { markPendingPictures } from "#features/editor/document/pending-pictures.ts";
import { readDocument } from "#features/editor/document/read-document.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml, parseHtmlInSteps } from "#lib/html/parse.ts";
import { canPasteInChunks, openDepth, type PastedBlocks, pasteInChunks, yieldToBrowser } from "./chunked-paste.ts";
import { type FetchLinkDetails, pasteAddress } from "./paste-address.ts";
import { pasteMarkdown } from "./paste-markdown.ts";
import { moveAfterBlock, moveAfterPasted } from "./selected-block.ts";

/** What a clipboard contained besides its text. */
export interface ClipboardExtras {
  /** Comments of a word processor that were left out. */
  comments: number;
  /** Whether text deleted in tracked changes was left out. */
  deletions: boolean;
  /** Pictures to fetch, by the key of their placeholders. */
  pictures: ReadonlyMap<string, ClipboardPicture>;
  /** Pictures that were left out because there are too many. */
  tooMany: number;
}

type PastedPage = PastedBlocks & ClipboardExtras;

interface PasteHooks {
  fetchDescribedAddress: FetchLinkDetails;
  /** Called once a text is inserted, with the rest of the clipboard. */
  takeExtras(extras: ClipboardExtras): void;
  /** Called with pasted or dropped pictures and their position; null: at the cursor. */
  takeFiles(files: File[], at: number | null): void;
  /** Runs a long paste in chunks; `onProgress` is called with the progress, 0 to 1. */
  takeLong(work: (onProgress: (part: number) => void) => Promise<void>): Promise<void>;
}

/** A longer text (in characters; about 5,000 words) is pasted in chunks. */
const maxUnchunkedLength = 60_000;

/** Blocks per chunk: a tenth of a second on a busy small machine. */
const chunkSize = 200;

/**
 * Handles pasting and dropping in place of ProseMirror, which would let the browser parse the HTML: our policy refuses
 * that (trusted types), and the allowlist decides what may be inserted.
 */
export function createPasteHandlers(
  editor: () => Editor | null,
  { takeFiles, takeLong, takeExtras, fetchDescribedAddress }: PasteHooks,
) {
  const take = (view: EditorView, { of, part }: PastedBlocks) =>
    insert(view, toOpenSlice(view.state.schema, part(0, of)));
  const takeSlowly = (read: () => Promise<PastedBlocks>) =>
    takeLong(async (onProgress) => {
      onProgress(0);
      await yieldToBrowser();
      const pasted = await read();
      const target = editor();
      if (target) await pasteInChunks(target, pasted, { size: chunkSize, onProgress });
    });
  const isLong = (view: EditorView, text: string) => text.length > maxUnchunkedLength && canPasteInChunks(view.state);
  const takePage = (view: EditorView, page: PastedPage) => {
    take(view, page);
    takeExtras(page);
  };
  const takeHtml = (view: EditorView, html: string) => {
    if (!isLong(view, html)) return takePage(view, parsePastedHtml(html));
    let extras: ClipboardExtras | undefined;
    takeSlowly(async () => {
      const page = await parsePastedHtmlInSteps(html);
      extras = page;
      return page;
    }).then(() => extras && takeExtras(extras));
  };
  const takeText = (view: EditorView, text: string) => {
    const pasted = parsePastedText(view, text);
    if (isLong(view, text)) takeSlowly(async () => pasted);
    else take(view, pasted);
  };
  const takeClipboard = (view: EditorView, { text, html, code }: { text: string; html: string; code: string }) => {
    const target = editor();
    if (code !== "" && text !== "") {
      // The HTML of a code editor only contains syntax colours.
      if (code === "markdown" && target) takeMarkdown(target, text);
      else if (code === "plaintext" || code === "markdown") takeText(view, text);
      else insert(view, toCodeBlock(view.state.schema, text));
    } else if (pasteAddress(view, text, html, fetchDescribedAddress)) return;
    else if (html !== "") takeHtml(view, html);
    else if (target && looksLikeMarkdown(text)) takeMarkdown(target, text);
    else takeText(view, text);
  };
  const takeMarkdown = (target: Editor, text: string) => {
    const read = async () => {
      const { readPastedMarkdown } = await import("#features/editor/document/pasted-markdown.ts");
      const tree = readPastedMarkdown(text);
      return tree && toPastedBlocks(tree);
    };
    const { view } = target;
    const plain = parsePastedText(view, text);
    if (isLong(view, text)) takeSlowly(async () => (await read().catch(() => undefined)) ?? plain);
    else
      void pasteMarkdown(target, toOpenSlice(view.state.schema, plain.part(0, plain.of)), async () => {
        const pasted = await read();
        return pasted && toOpenSlice(view.state.schema, pasted.part(0, pasted.of));
      });
  };
  const isPlain = createPlainPasteDetector();
  return {
    handleDOMEvents: {
      keydown: isPlain.keydown,
      paste(view: EditorView, event: ClipboardEvent): boolean {
        const data = event.clipboardData;
        if (!data || !view.editable) return false;
        event.preventDefault();
        const html = data.getData("text/html");
        const files = listFiles(data, html);
        if (files.length > 0 && isPicturesOnly(html)) {
          takeFiles(files, null);
          return true;
        }
        const inCode = view.state.selection.$from.parent.type.spec.code === true;
        const text = data.getData("text/plain").replace(/\r\n?/g, "\n");
        if (inCode) insert(view, toCodeSlice(view.state.schema, text));
        else if (isPlain.now()) takeText(view, text);
        else takeClipboard(view, { text, html, code: readCodeLanguage(data) });
        return true;
      },
      drop(view: EditorView, event: DragEvent): boolean {
        const data = event.dataTransfer;
        if (!data || !view.editable || view.dragging) return false;
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? null;
        const html = data.getData("text/html");
        const files = listFiles(data, html);
        if (files.length === 0 && html === "") return false;
        event.preventDefault();
        if (files.length > 0) takeFiles(files, at);
        else {
          if (at !== null) editor()?.commands.setTextSelection(at);
          takeHtml(view, html);
        }
        return true;
      },
    },
  };
}

/** Ctrl+Shift+V pastes plain text; the paste event that follows does not say so. */
function createPlainPasteDetector() {
  let isPlainPaste = false;
  return {
    keydown(_view: EditorView, event: KeyboardEvent): boolean {
      isPlainPaste = event.shiftKey && (event.ctrlKey || event.metaKey) && event.code === "KeyV";
      return false;
    },
    now(): boolean {
      const was = isPlainPaste;
      isPlainPaste = false;
      return was;
    },
  };
}

/** The language that a code editor names in the clipboard ("markdown", "typescript", "plaintext"); "" from elsewhere. */
function readCodeLanguage(data: DataTransfer): string {
  try {
    const editorData: unknown = JSON.parse(data.getData("vscode-editor-data") || "null");
    return typeof editorData === "object" && editorData !== null && "mode" in editorData
      ? String(editorData.mode ?? "")
      : "";
  } catch {
    return "";
  }
}

/** Files that were copied or dropped. If there is text too, only pictures count; HEIC has no MIME type here and is refused by name. */
function listFiles(data: DataTransfer, html: string): File[] {
  const files = [...data.files];
  return html === "" ? files : files.filter(({ type }) => type === "" || type.startsWith("image/"));
}

/** Whether the clipboard is only a picture. Word and browsers add an image of a copied text, and the file of a copied picture. */
function isPicturesOnly(html: string): boolean {
  if (html.length > maxUnchunkedLength) return false;
  const { of, part } = parsePastedHtml(html);
  return !part(0, of).some(hasText);
}

function hasText(node: JSONContent): boolean {
  return (node.text ?? "").trim() !== "" || node.type === "kept" || (node.content ?? []).some(hasText);
}

function insert(view: EditorView, slice: Slice): void {
  // After a selected block, not in its place.
  const tr = moveAfterBlock(view.state.tr) ?? view.state.tr;
  moveAfterPasted(tr.replaceSelection(slice), slice.content.lastChild);
  view.dispatch(tr.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
}

/**
 * Makes a slice that is open at its ends where it begins or ends with a line of text, so that this joins the line at
 * the cursor.
 */
export function toOpenSlice(schema: Schema, content: JSONContent[]): Slice {
  if (content.length === 0) return Slice.empty;
  return new Slice(Fragment.fromJSON(schema, content), openDepth(content[0]), openDepth(content.at(-1)));
}

function toCodeSlice(schema: Schema, text: string): Slice {
  return text === "" ? Slice.empty : new Slice(Fragment.from(schema.text(text)), 0, 0);
}

function toCodeBlock(schema: Schema, text: string): Slice {
  const isLine = !text.trim().includes("\n");
  const node = isLine
    ? schema.node("paragraph", null, [schema.text(text.trim(), [schema.mark("code")])])
    : schema.node("codeBlock", null, [schema.text(text.replace(/\n$/, ""))]);
  return new Slice(Fragment.from(node), isLine ? 1 : 0, isLine ? 1 : 0);
}

const readSiteOrigin = () => ({ origin: globalThis.location?.origin });

/** Parses the clipboard's HTML: the number of blocks, and a function that reads a chunk of them. */
export function parsePastedHtml(html: string): PastedPage {
  const { tree, ...extras } = readClipboard(parseHtml(html), readSiteOrigin());
  return { ...toPastedBlocks(sanitizeArticle(tree), extras.pictures), ...extras };
}

/** Parses a long text, and yields to the browser between the steps. */
async function parsePastedHtmlInSteps(html: string): Promise<PastedPage> {
  const parsed = await parseHtmlInSteps(html, yieldToBrowser);
  await yieldToBrowser();
  const { tree, ...extras } = readClipboard(parsed, readSiteOrigin());
  await yieldToBrowser();
  return { ...toPastedBlocks(sanitizeArticle(tree), extras.pictures), ...extras };
}

function toPastedBlocks({ children }: Root, pictures: ClipboardExtras["pictures"] = new Map()): PastedBlocks {
  const blocks = children.filter(({ type }) => type === "element");
  const part = (from: number, to: number) => {
    if (from >= blocks.length) return [];
    const { content = [] } = readDocument({ type: "root", children: blocks.slice(from, to) }).document;
    return markPendingPictures(content, (id) => pictures.has(id));
  };
  return { of: blocks.length, part };
}

function parsePastedText(view: EditorView, text: string): PastedBlocks {
  const marks = view.state.storedMarks ?? view.state.selection.$from.marks();
  const paragraphs = text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== "")
    .map((part): JSONContent => {
      const lines = part.split("\n").filter((line) => line.trim() !== "");
      const content = lines.flatMap((line, index): JSONContent[] => [
        ...(index > 0 ? [{ type: "hardBreak" }] : []),
        { type: "text", text: line, ...(marks.length > 0 && { marks: marks.map((mark) => mark.toJSON()) }) },
      ]);
      return { type: "paragraph", content };
    });
  return { of: paragraphs.length, part: (from, to) => paragraphs.slice(from, to) };
}
