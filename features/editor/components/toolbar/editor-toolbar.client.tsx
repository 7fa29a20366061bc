"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import { LibraryDialog } from "#features/media/components/library-dialog.client.tsx";
import type { UploadedPicture } from "#features/media/uploads/uploaded-picture.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { EditorHost } from "../editor-host.ts";
import type { BodyEditorHandle } from "../tiptap/create-body-editor.ts";
import { toBodyPicture, toFigure } from "../tiptap/figure.ts";
import { insertBlock } from "../tiptap/insert-block.ts";
import { BlockBar } from "./block-bar.client.tsx";
import { CardPanel } from "./card-panel.client.tsx";
import { EmbedPanel } from "./embed-panel.client.tsx";
import { FigurePanel } from "./figure-panel.client.tsx";
import { LinkPanel } from "./link-panel.client.tsx";
import { SlashMenu } from "./slash-menu.client.tsx";
import { TablePanel } from "./table-panel.client.tsx";
import { ToolButton, ToolMenu } from "./tool-button.client.tsx";
import { ToolIcon } from "./tool-icon.tsx";
import { createTools, type EditorPanelName, type EditorTool, listMenuTools } from "./tools.ts";

interface Props {
  body: BodyEditorHandle;
  announce(sentence: string): void;
  /** Called with pictures chosen on this device, to insert at the cursor. */
  takeFiles(files: File[]): void;
  searchArticles: EditorHost["searchArticles"];
}

/** The editor's toolbar, in one row that is a single tab stop, and below it the panel of the selected tool or node. */
export function EditorToolbar({ body, announce, takeFiles, searchArticles }: Props) {
  const t = useTranslator();
  const { editor } = body;
  const [panel, setPanel] = useState<EditorPanelName | null>(null);
  const [current, setCurrent] = useState("style");
  const bar = useRef<HTMLDivElement>(null);
  // What to do with the picture that is chosen in the library; null while it is closed.
  const [take, setTake] = useState<((picture: UploadedPicture) => void) | null>(null);
  /** Whether the library is open to insert pictures into the text. */
  const [inserting, setInserting] = useState(false);
  // The toolbar is updated one frame after the text (body-editor.client.tsx); a field shows its own changes without
  // that delay.
  const [, redraw] = useState(0);
  const groups = createTools(editor, t, { panel, setPanel, insertPicture: () => setInserting(true) });
  const block = groups.style.find(({ active }) => active) ?? groups.style[0];
  const buttonsOf = (tools: EditorTool[]) =>
    tools.map((tool) => (
      <ToolButton
        key={tool.name}
        tool={tool}
        tabIndex={tool.name === current ? 0 : -1}
        onUse={() => setCurrent(tool.name)}
      />
    ));
  const menuButton = (name: "style" | "insert", words: string, about?: string) => (
    <button
      type="button"
      className="tool tool-menu-button"
      data-tool={name}
      aria-expanded={panel === name}
      tabIndex={name === current ? 0 : -1}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        setCurrent(name);
        setPanel(panel === name ? null : name);
      }}
    >
      {about && <span className="sr-only">{about} </span>}
      <span>{words}</span>
      <ToolIcon name="chevron" />
    </button>
  );
  const onKeyDown = (event: KeyboardEvent) => {
    // On narrow screens some tools are in a menu instead.
    const shown = [...(bar.current?.querySelectorAll("button") ?? [])].filter((one) => one.offsetParent !== null);
    const at = shown.findIndex((one) => one.matches(":focus"));
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    const button = next === undefined ? undefined : shown.at(next % shown.length);
    if (!button) return;
    event.preventDefault();
    setCurrent(button.dataset.tool ?? "style");
    button.focus();
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
        if (event.key !== "Escape") return;
        if (panel === "style" || panel === "insert") setPanel(null);
        editor.view.focus();
      }}
    >
      <div
        ref={bar}
        role="toolbar"
        aria-label={t.typeset("editor.tools")}
        aria-controls="editor-text"
        onKeyDown={onKeyDown}
      >
        <div>{menuButton("style", block?.label ?? "", t.typeset("editor.style"))}</div>
        <div className="tools-insert-menu">{menuButton("insert", t.typeset("editor.insert"))}</div>
        <div>{buttonsOf(groups.text)}</div>
        <div>{buttonsOf(groups.lists)}</div>
        <div className="tools-insert">{buttonsOf(groups.insert)}</div>
        <div>{buttonsOf(groups.history)}</div>
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
      {panel === "style" && (
        <ToolMenu label={t.typeset("editor.style")} tools={groups.style} close={() => setPanel(null)} />
      )}
      {panel === "insert" && (
        <ToolMenu label={t.typeset("editor.insert")} tools={groups.insert} close={() => setPanel(null)} />
      )}
      <SlashMenu editor={editor} tools={listMenuTools(groups)} />
      <BlockBar editor={editor} changeCard={() => setPanel("otherCard")} />
      {panel === "otherCard" && <CardPanel editor={editor} close={close} searchArticles={searchArticles} isChange />}
      {panel === "card" && <CardPanel editor={editor} close={close} searchArticles={searchArticles} />}
      {panel === "embed" && <EmbedPanel editor={editor} close={close} announce={announce} />}
      <FigurePanel
        editor={editor}
        choose={(insert) => setTake(() => (picture: UploadedPicture) => insert(toBodyPicture(picture)))}
      />
      {editor.isActive("callout") && (
        <div className="editor-panel">
          <label className="callout-kind">
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
