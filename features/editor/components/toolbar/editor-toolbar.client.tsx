"use client";

import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { LibraryDialog } from "#features/media/components/library-dialog.client.tsx";
import type { UploadedPicture } from "#features/media/uploads/uploaded-picture.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { EditorHost } from "../editor-host.ts";
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
  announce(sentence: string): void;
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

/** The editor's toolbar, in one row that is a single tab stop, and below it the panel of the selected tool or node. */
export function EditorToolbar({ body, announce, takeFiles, searchArticles }: Props) {
  const t = useTranslator();
  const { editor } = body;
  const [panel, setPanel] = useState<Panel>(null);
  const [current, setCurrent] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  // What to do with the picture that is chosen in the library; null while it is closed.
  const [take, setTake] = useState<((picture: UploadedPicture) => void) | null>(null);
  /** Whether the library is open to insert pictures into the text. */
  const [inserting, setInserting] = useState(false);
  // The toolbar is updated one frame after the text (body-editor.client.tsx); a field shows its own changes without
  // that delay.
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
    sign: `${t.typeset("editor.headingSign")}${level - 1}`,
    active: editor.isActive("heading", { level }),
    run: () => chain().toggleNode("heading", "paragraph", { level }).run(),
  });
  const tools: Tool[] = [
    mark("strong", t.typeset("editor.bold"), <b>{t.typeset("editor.bold").charAt(0)}</b>),
    mark("em", t.typeset("editor.italic"), <i>{t.typeset("editor.italic").charAt(0)}</i>),
    mark("s", t.typeset("editor.strike"), <s>S</s>),
    mark("code", t.typeset("editor.code"), "‹›"),
    heading(2, t.typeset("editor.heading2")),
    heading(3, t.typeset("editor.heading3")),
    open("link", t.typeset("editor.link"), <u>a</u>),
    {
      name: "bulletList",
      label: t.typeset("editor.bullets"),
      sign: "•",
      active: editor.isActive("bulletList"),
      run: () => chain().toggleList("bulletList", "listItem").run(),
    },
    {
      name: "orderedList",
      label: t.typeset("editor.numbers"),
      sign: "1.",
      active: editor.isActive("orderedList"),
      run: () => chain().toggleList("orderedList", "listItem").run(),
    },
    {
      name: "blockquote",
      label: t.typeset("editor.quote"),
      sign: "«»",
      active: editor.isActive("blockquote"),
      run: () => chain().toggleWrap("blockquote").run(),
    },
    {
      name: "callout",
      label: t.typeset("editor.callout"),
      sign: "!",
      active: editor.isActive("callout"),
      run: () => chain().toggleWrap("callout").run(),
    },
    {
      name: "codeBlock",
      label: t.typeset("editor.codeBlock"),
      sign: "{ }",
      active: editor.isActive("codeBlock"),
      run: () => chain().toggleNode("codeBlock", "paragraph").run(),
    },
    mark("note", t.typeset("editor.note"), "a¹"),
    {
      name: "picture",
      label: t.typeset("editor.insertPicture"),
      sign: "▣",
      run: () => setInserting(true),
    },
    open("card", t.typeset("editor.card"), "↗"),
    open("embed", t.typeset("editor.embed"), "▶"),
    { name: "table", label: t.typeset("editor.table"), sign: "▦", run: () => insertTable(editor) },
    {
      name: "rule",
      label: t.typeset("editor.rule"),
      sign: "—",
      run: () => insertBlock(editor, { type: "horizontalRule" }),
    },
    { name: "undo", label: t.typeset("editor.undo"), sign: "↺", run: () => chain().undo().run() },
    { name: "redo", label: t.typeset("editor.redo"), sign: "↻", run: () => chain().redo().run() },
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
    // Fields of the toolbar are not part of the article, so the form must not receive their input events.
    // biome-ignore lint/a11y/noStaticElementInteractions: handles only the key that leads from the toolbar and its fields back to the text.
    <div
      className="editor-toolbar"
      onInput={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        if (event.key === "Escape") editor.view.focus();
      }}
    >
      <div
        ref={bar}
        role="toolbar"
        aria-label={t.typeset("editor.tools")}
        aria-controls="editor-text"
        onKeyDown={onKeyDown}
      >
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
            {/* Visual only: the label beside it says what it does. */}
            {typeof sign === "string" ? <span data-sign={sign} /> : <span aria-hidden="true">{sign}</span>}
          </button>
        ))}
      </div>
      {inserting && (
        <LibraryDialog
          onChoose={(picture) => insertBlock(editor, toFigure(picture))}
          several={{ onChoose: (pictures) => insertBlock(editor, pictures.map(toFigure)), onFiles: takeFiles }}
          onClose={() => setInserting(false)}
        />
      )}
      {take && <LibraryDialog onChoose={take} onClose={() => setTake(null)} />}
      {panel === "link" && (
        <LinkPanel editor={editor} close={close} announce={announce} searchArticles={searchArticles} />
      )}
      {panel === "card" && <CardPanel editor={editor} close={close} searchArticles={searchArticles} />}
      {panel === "embed" && <EmbedPanel editor={editor} close={close} announce={announce} />}
      <FigurePanel
        editor={editor}
        choose={(insert) => setTake(() => (picture: UploadedPicture) => insert(toBodyPicture(picture)))}
      />
      {editor.isActive("callout") && (
        <div className="editor-panel">
          <label>
            {t.typeset("editor.calloutKind")}{" "}
            <select
              value={editor.getAttributes("callout").kind}
              // The arrow keys continue in the list: focus stays here.
              onChange={(event) => {
                editor.commands.updateAttributes("callout", { kind: event.currentTarget.value });
                redraw((n) => n + 1);
              }}
            >
              <option value="note">{t.typeset("editor.calloutNote")}</option>
              <option value="warning">{t.typeset("editor.calloutWarning")}</option>
              <option value="key">{t.typeset("editor.calloutKey")}</option>
            </select>
          </label>
        </div>
      )}
      {editor.isActive("table") && <TablePanel editor={editor} />}
    </div>
  );
}
