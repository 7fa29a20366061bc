"use client";

import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import type { PickerLabels } from "#features/media/components/labels.ts";
import { LibraryDialog } from "#features/media/components/library-dialog.client.tsx";
import type { UploadedPicture } from "#features/media/uploads/uploaded-picture.ts";
import type { EditorHost } from "../editor-host.ts";
import type { EditorLabels } from "../editor-labels.ts";
import type { BodyEditorHandle } from "../tiptap/create-body-editor.ts";
import { toBodyPicture, toFigure } from "../tiptap/figure.ts";
import { insertBlock } from "../tiptap/insert-block.ts";
import { insertTable } from "../tiptap/insert-table.ts";
import { CardPanel } from "./card-panel.client.tsx";
import { EmbedPanel } from "./embed-panel.client.tsx";
import { FigurePanel } from "./figure-panel.client.tsx";
import { LinkPanel } from "./link-panel.client.tsx";
import { focusedChain } from "./panel-keys.ts";
import { TablePanel } from "./table-panel.client.tsx";

interface Props {
  body: BodyEditorHandle;
  labels: EditorLabels;
  pickerLabels: PickerLabels;
  say(sentence: string): void;
  /** Called with pictures chosen on this device, to insert at the cursor. */
  takeFiles(files: File[]): void;
  searchArticles: EditorHost["searchArticles"];
}

type Panel = "link" | "card" | "embed" | null;

interface Tool {
  name: string;
  label: string;
  sign: ReactNode;
  active?: boolean;
  run(): void;
}

/** The editor's tools, in one row that is one stop of the Tab key, and below it what the chosen thing needs. */
export function EditorToolbar({ body, labels, pickerLabels, say, takeFiles, searchArticles }: Props) {
  const { editor } = body;
  const [panel, setPanel] = useState<Panel>(null);
  const [current, setCurrent] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  // What becomes of the picture that is chosen in the library; null while it is closed.
  const [take, setTake] = useState<((picture: UploadedPicture) => void) | null>(null);
  /** The library is open to insert pictures into the text. */
  const [inserting, setInserting] = useState(false);
  // The tools update one frame after the text (body-editor.client.tsx); a field shows its own changes without waiting for that.
  const [, redraw] = useState(0);
  const chain = () => focusedChain(editor);
  const mark = (name: string, label: string, sign: ReactNode): Tool => ({
    name,
    label,
    sign,
    active: editor.isActive(name),
    run: () => chain().toggleMark(name).run(),
  });
  const open = (name: Exclude<Panel, null>, label: string, sign: ReactNode): Tool => ({
    name,
    label,
    sign,
    active: panel === name || (name === "link" && editor.isActive("link")),
    run: () => setPanel(panel === name ? null : name),
  });
  const heading = (level: number, label: string): Tool => ({
    name: `h${level}`,
    label,
    sign: `${labels.headingSign}${level - 1}`,
    active: editor.isActive("heading", { level }),
    run: () => chain().toggleNode("heading", "paragraph", { level }).run(),
  });
  const tools: Tool[] = [
    mark("strong", labels.bold, <b>{labels.bold.charAt(0)}</b>),
    mark("em", labels.italic, <i>{labels.italic.charAt(0)}</i>),
    mark("s", labels.strike, <s>S</s>),
    mark("code", labels.code, "‹›"),
    heading(2, labels.heading2),
    heading(3, labels.heading3),
    open("link", labels.link, <u>a</u>),
    {
      name: "bulletList",
      label: labels.bullets,
      sign: "•",
      active: editor.isActive("bulletList"),
      run: () => chain().toggleList("bulletList", "listItem").run(),
    },
    {
      name: "orderedList",
      label: labels.numbers,
      sign: "1.",
      active: editor.isActive("orderedList"),
      run: () => chain().toggleList("orderedList", "listItem").run(),
    },
    {
      name: "blockquote",
      label: labels.quote,
      sign: "«»",
      active: editor.isActive("blockquote"),
      run: () => chain().toggleWrap("blockquote").run(),
    },
    {
      name: "callout",
      label: labels.callout,
      sign: "!",
      active: editor.isActive("callout"),
      run: () => chain().toggleWrap("callout").run(),
    },
    {
      name: "codeBlock",
      label: labels.codeBlock,
      sign: "{ }",
      active: editor.isActive("codeBlock"),
      run: () => chain().toggleNode("codeBlock", "paragraph").run(),
    },
    mark("note", labels.note, "a¹"),
    {
      name: "picture",
      label: labels.insertPicture,
      sign: "▣",
      run: () => setInserting(true),
    },
    open("card", labels.card, "↗"),
    open("embed", labels.embed, "▶"),
    { name: "table", label: labels.table, sign: "▦", run: () => insertTable(editor) },
    { name: "rule", label: labels.rule, sign: "—", run: () => insertBlock(editor, { type: "horizontalRule" }) },
    { name: "undo", label: labels.undo, sign: "↺", run: () => chain().undo().run() },
    { name: "redo", label: labels.redo, sign: "↻", run: () => chain().redo().run() },
  ];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -current, End: tools.length - 1 - current }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (current + step + tools.length) % tools.length;
    setCurrent(next);
    bar.current?.querySelectorAll("button")[next]?.focus();
  };
  const close = () => {
    setPanel(null);
    editor.view.focus();
  };
  return (
    // What is typed here is no part of the article: its form hears nothing of it.
    // biome-ignore lint/a11y/noStaticElementInteractions: only the key that leads from the tools and their fields back to the text.
    <div
      className="editor-toolbar"
      onInput={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        if (event.key === "Escape") editor.view.focus();
      }}
    >
      <div ref={bar} role="toolbar" aria-label={labels.tools} aria-controls="desk-text" onKeyDown={onKeyDown}>
        {tools.map(({ name, label, sign, active, run }, index) => (
          <button
            key={name}
            type="button"
            data-tool={name}
            title={label}
            aria-label={label}
            aria-pressed={active === undefined ? undefined : active}
            tabIndex={index === current ? 0 : -1}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              setCurrent(index);
              run();
            }}
          >
            {/* Drawn, not said: the name beside it says what it does. */}
            {typeof sign === "string" ? <span data-sign={sign} /> : <span aria-hidden="true">{sign}</span>}
          </button>
        ))}
      </div>
      {inserting && (
        <LibraryDialog
          labels={pickerLabels}
          onChoose={(picture) => insertBlock(editor, toFigure(picture))}
          several={{ onChoose: (pictures) => insertBlock(editor, pictures.map(toFigure)), onFiles: takeFiles }}
          onClose={() => setInserting(false)}
        />
      )}
      {take && <LibraryDialog labels={pickerLabels} onChoose={take} onClose={() => setTake(null)} />}
      {panel === "link" && (
        <LinkPanel editor={editor} labels={labels} close={close} say={say} searchArticles={searchArticles} />
      )}
      {panel === "card" && <CardPanel editor={editor} labels={labels} close={close} searchArticles={searchArticles} />}
      {panel === "embed" && <EmbedPanel editor={editor} labels={labels} close={close} say={say} />}
      <FigurePanel
        editor={editor}
        labels={labels}
        choose={(put) => setTake(() => (picture: UploadedPicture) => put(toBodyPicture(picture)))}
      />
      {editor.isActive("callout") && (
        <div className="editor-panel">
          <label>
            {labels.calloutKind}{" "}
            <select
              value={editor.getAttributes("callout").kind}
              // The cursor keys go on in the list: the focus stays here.
              onChange={(event) => {
                editor.commands.updateAttributes("callout", { kind: event.currentTarget.value });
                redraw((n) => n + 1);
              }}
            >
              <option value="note">{labels.calloutNote}</option>
              <option value="warning">{labels.calloutWarning}</option>
              <option value="key">{labels.calloutKey}</option>
            </select>
          </label>
        </div>
      )}
      {editor.isActive("table") && <TablePanel editor={editor} labels={labels} />}
    </div>
  );
}
