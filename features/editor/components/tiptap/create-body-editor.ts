import { Editor, Extension, type JSONContent } from "@tiptap/core";
import { Dropcursor, Gapcursor, TrailingNode, UndoRedo } from "@tiptap/extensions";
import type { Node } from "@tiptap/pm/model";
import { goToNextCell, tableEditing } from "@tiptap/pm/tables";
import { bodyNodes } from "#features/editor/document/nodes.ts";
import { ensureTrailingParagraph, readDocument } from "#features/editor/document/read-document.ts";
import { joinBlocks, type OriginalHtml, writeStoredBlock } from "#features/editor/document/write-document.ts";
import { parseHtml } from "#lib/html/parse.ts";
import type { callouts } from "#lib/html/vocabulary.ts";
import { blockSelection } from "./block-selection.ts";
import { createBlockWordCounter } from "./count-block-words.ts";
import { footnotes } from "./footnotes.ts";
import { insertBlockChain } from "./insert-block.ts";
import { markdownShortcuts } from "./markdown-shortcuts.ts";
import type { FetchLinkDetails } from "./paste-address.ts";
import { type ClipboardExtras, createPasteHandlers } from "./paste-handlers.ts";

interface BodyEditorOptions {
  element: HTMLElement;
  html: string;
  editable: boolean;
  label: string;
  /** The labels of the kinds of callouts. */
  calloutNames: Record<(typeof callouts)[number], string>;
  /** The text changed, by hand. */
  changed(): void;
  /** The cursor stands elsewhere, or what is there changed. */
  moved(): void;
  /** Fetches the description of a pasted address. */
  fetchDescribedAddress: FetchLinkDetails;
  /** Pictures were pasted or dropped, where: null where the cursor is. */
  takeFiles(files: File[], at: number | null): void;
  /** Called after a paste with what the clipboard contained besides its text. */
  takeExtras(extras: ClipboardExtras): void;
  /** A long paste is under way: how far (0 to 1) it hears by and by. */
  takeLong(work: (said: (part: number) => void) => Promise<void>): Promise<void>;
}

export interface BodyEditorHandle {
  editor: Editor;
  html(): string;
  words(): number;
  load(html: string): void;
  /** Puts a block where the cursor is. The focus stays where it is. */
  put(block: JSONContent | JSONContent[]): void;
  destroy(): void;
}

/** The distance (px) of the cursor from the edges of the window: the save state and two rows of tools are at the top. */
const scrollMargins = { top: 160, right: 0, bottom: 24, left: 0 };

/** Starts the editor in an element. Loaded by the editor's page only, after the page can be used. */
export function createBodyEditor(options: BodyEditorOptions): BodyEditorHandle {
  const { element, html, editable, label, calloutNames, changed, moved, ...hooks } = options;
  let { document, memory } = readDocument(parseHtml(html));
  const holder: { editor: Editor | null } = { editor: null };
  const written = createBodyWriter(
    () => holder.editor,
    () => memory,
  );
  const editor = new Editor({
    element,
    editable,
    injectCSS: false,
    extensions: [
      ...nodesWithCalloutNames(calloutNames),
      ...behaviourExtensions,
      Dropcursor,
      Gapcursor,
      TrailingNode,
      UndoRedo,
    ],
    content: ensureTrailingParagraph(document),
    editorProps: {
      scrollThreshold: scrollMargins,
      scrollMargin: scrollMargins,
      attributes: {
        id: "desk-text",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label,
        "aria-keyshortcuts": "Alt+F10",
        class: "prose editor-prose",
      },
      ...createPasteHandlers(() => holder.editor, {
        takeFiles: hooks.takeFiles,
        fetchDescribedAddress: hooks.fetchDescribedAddress,
        takeExtras: hooks.takeExtras,
        // Each part is written while it comes, so that the first save has little left to write.
        takeLong: (work) =>
          hooks.takeLong((said) =>
            work((part) => {
              written.html();
              said(part);
            }),
          ),
      }),
    },
    onUpdate: changed,
    onTransaction: moved,
  });
  holder.editor = editor;
  return {
    editor,
    html: written.html,
    words: written.words,
    load(next) {
      ({ document, memory } = readDocument(parseHtml(next)) satisfies { document: object; memory: OriginalHtml });
      written.forget();
      editor.commands.setContent(ensureTrailingParagraph(document), { emitUpdate: false });
    },
    put: (block) => void insertBlockChain(editor, block).run(),
    destroy: () => editor.destroy(),
  };
}

const nodesWithCalloutNames = (names: Record<string, string>) =>
  bodyNodes.map((node) => (node.name === "callout" ? node.configure({ names }) : node));

/** The body as it is stored. A long text is written at each save, and most of its blocks are the ones of before: each is written once. */
function createBodyWriter(editor: () => Editor | null, memory: () => OriginalHtml) {
  let known = new WeakMap<Node, string>();
  const write = (node: Node) => {
    const html = known.get(node) ?? writeStoredBlock(node.toJSON(), memory());
    known.set(node, html);
    return html;
  };
  const blocks = () => [...(editor()?.state.doc.children ?? [])];
  const countIn = createBlockWordCounter(write);
  return {
    html: () => joinBlocks(blocks().map(write)),
    words: () => countIn(blocks()),
    forget() {
      known = new WeakMap();
    },
  };
}

function findTool(editor: Editor, selector: string): HTMLElement | null | undefined {
  return editor.view.dom.closest(".body-editor")?.querySelector<HTMLElement>(`[role=toolbar] ${selector}`);
}

const keyboardShortcuts = Extension.create({
  name: "deskTools",
  // A table is selected as one block, not as all of its cells.
  addProseMirrorPlugins: () => [tableEditing({ allowTableNodeSelection: true })],
  addKeyboardShortcuts() {
    return {
      // To the tools, as in other editors; Escape leads back.
      "Alt-F10": ({ editor }) => {
        const tool = findTool(editor, '[tabindex="0"]');
        tool?.focus();
        return Boolean(tool);
      },
      // As nearly everywhere one writes.
      "Mod-k": ({ editor }) => {
        const tool = findTool(editor, '[data-tool="link"]');
        tool?.click();
        return Boolean(tool);
      },
      // From cell to cell; from the last one on, or the first one back, out of the text as anywhere in it.
      Tab: ({ editor }) => goToNextCell(1)(editor.state, editor.view.dispatch),
      "Shift-Tab": ({ editor }) => goToNextCell(-1)(editor.state, editor.view.dispatch),
    };
  },
});

const behaviourExtensions = [keyboardShortcuts, markdownShortcuts, blockSelection, footnotes];
