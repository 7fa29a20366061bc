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
import { detailsEditing } from "./details.ts";
import { footnotes } from "./footnotes.ts";
import { insertBlockChain } from "./insert-block.ts";
import { markdownShortcuts } from "./markdown-shortcuts.ts";
import type { FetchLinkDetails } from "./paste-address.ts";
import { type ClipboardExtras, createPasteHandlers } from "./paste-handlers.ts";
import { slashKeys } from "./slash-query.ts";

interface BodyEditorOptions {
  element: HTMLElement;
  html: string;
  editable: boolean;
  label: string;
  /** Shown in an empty text. */
  placeholder: string;
  /** The labels of the kinds of callouts. */
  calloutNames: Record<(typeof callouts)[number], string>;
  /** Shown in the empty title of an expandable section. */
  detailsPlaceholder: string;
  /** Called after a change by the author. */
  changed(): void;
  /** Called when the cursor or its surroundings have changed. */
  moved(): void;
  /** Fetches the description of a pasted address. */
  fetchDescribedAddress: FetchLinkDetails;
  /** Called with pasted or dropped pictures and their position; null: at the cursor. */
  takeFiles(files: File[], at: number | null): void;
  /** Called after a paste with what the clipboard contained besides its text. */
  takeExtras(extras: ClipboardExtras): void;
  /** Runs a long paste, which reports its progress (0 to 1). */
  takeLong(work: (onProgress: (part: number) => void) => Promise<void>): Promise<void>;
}

export interface BodyEditorHandle {
  editor: Editor;
  html(): string;
  words(): number;
  load(html: string): void;
  /** Inserts blocks at the cursor. Focus stays where it is. */
  put(block: JSONContent | JSONContent[]): void;
  destroy(): void;
}

/** Distance (px) of the cursor from the edges of the window: the save status and two rows of tools are at the top. */
const scrollMargins = { top: 160, right: 0, bottom: 24, left: 0 };

/** Starts the editor in an element. Only the editor's page loads this module, once the page can be used. */
export function createBodyEditor(options: BodyEditorOptions): BodyEditorHandle {
  const { element, html, editable, label, placeholder, changed, moved, ...hooks } = options;
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
    extensions: [...nodesWithLabels(options), ...behaviourExtensions, Dropcursor, Gapcursor, TrailingNode, UndoRedo],
    content: ensureTrailingParagraph(document),
    editorProps: {
      scrollThreshold: scrollMargins,
      scrollMargin: scrollMargins,
      attributes: ({ doc }) => ({
        id: "editor-text",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label,
        ...(isBlank(doc) && { "data-placeholder": placeholder }),
        "aria-keyshortcuts": "Alt+F10",
        class: "prose editor-prose",
      }),
      ...createPasteHandlers(() => holder.editor, {
        takeFiles: hooks.takeFiles,
        fetchDescribedAddress: hooks.fetchDescribedAddress,
        takeExtras: hooks.takeExtras,
        // Each chunk is serialised when it arrives, so that the first save has little left to do.
        takeLong: (work) =>
          hooks.takeLong((onProgress) =>
            work((part) => {
              written.html();
              onProgress(part);
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

const nodesWithLabels = ({ calloutNames, detailsPlaceholder }: BodyEditorOptions) =>
  bodyNodes.map((node) => {
    if (node.name === "callout") return node.configure({ names: calloutNames });
    return node.name === "summary" ? node.configure({ placeholder: detailsPlaceholder }) : node;
  });

/**
 * Writes the body as it is stored. A long text is written at each save, and most of its blocks are unchanged: each is
 * written once.
 */
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

/** The page has one toolbar, above the title. */
function findTool(editor: Editor, selector: string): HTMLElement | null {
  return editor.view.dom.ownerDocument.querySelector<HTMLElement>(`.editor-toolbar [role=toolbar] ${selector}`);
}

const keyboardShortcuts = Extension.create({
  name: "editorTools",
  // A table is selected as one block, not as all of its cells.
  addProseMirrorPlugins: () => [tableEditing({ allowTableNodeSelection: true })],
  addKeyboardShortcuts() {
    return {
      // Moves focus to the toolbar, as in other editors; Escape returns.
      "Alt-F10": ({ editor }) => {
        const tool = findTool(editor, '[tabindex="0"]');
        tool?.focus();
        return Boolean(tool);
      },
      // The usual shortcut for a link.
      "Mod-k": ({ editor }) => {
        const tool = findTool(editor, '[data-tool="link"]');
        tool?.click();
        return Boolean(tool);
      },
      // Moves from cell to cell; from the last cell, or back from the first, out of the text as usual.
      Tab: ({ editor }) => goToNextCell(1)(editor.state, editor.view.dispatch),
      "Shift-Tab": ({ editor }) => goToNextCell(-1)(editor.state, editor.view.dispatch),
    };
  },
});

const behaviourExtensions = [
  keyboardShortcuts,
  markdownShortcuts,
  blockSelection,
  detailsEditing,
  footnotes,
  slashKeys,
];

/** Whether the text is one empty paragraph. */
function isBlank({ childCount, firstChild }: Node): boolean {
  return childCount === 1 && firstChild?.type.name === "paragraph" && firstChild.content.size === 0;
}
