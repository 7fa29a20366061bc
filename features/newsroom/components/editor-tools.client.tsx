"use client";

import type { Editor } from "@tiptap/core";
import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  mergeCells,
  splitCell,
} from "@tiptap/pm/tables";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { idle } from "#lib/action.ts";
import { findArticles } from "../actions.ts";
import type { BodyPicture } from "../document/nodes.ts";
import type { Body } from "./editor/start.ts";
import type { Labels } from "./labels.ts";

interface Props {
  body: Body;
  labels: Labels;
  say(sentence: string): void;
  takeFiles(files: File[], at: number | null): Promise<void>;
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
export function EditorTools({ body, labels, say, takeFiles }: Props) {
  const { editor } = body;
  const [panel, setPanel] = useState<Panel>(null);
  const [current, setCurrent] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const chain = () => editor.chain().focus();
  const mark = (name: string, label: string, sign: ReactNode): Tool => ({
    ...{ name, label, sign },
    active: editor.isActive(name),
    run: () => chain().toggleMark(name).run(),
  });
  const open = (name: Exclude<Panel, null>, label: string, sign: ReactNode): Tool => ({
    ...{ name, label, sign },
    active: panel === name || (name === "link" && editor.isActive("link")),
    run: () => setPanel(panel === name ? null : name),
  });
  const heading = (level: number, label: string): Tool => ({
    ...{ name: `h${level}`, label, sign: `T${level - 1}` },
    active: editor.isActive("heading", { level }),
    run: () => chain().toggleNode("heading", "paragraph", { level }).run(),
  });
  const tools: Tool[] = [
    mark("strong", labels.bold, <b>G</b>),
    mark("em", labels.italic, <i>I</i>),
    mark("s", labels.strike, <s>S</s>),
    mark("code", labels.code, "‹›"),
    heading(2, labels.heading2),
    heading(3, labels.heading3),
    open("link", labels.link, <u>a</u>),
    {
      ...{ name: "bulletList", label: labels.bullets, sign: "•" },
      active: editor.isActive("bulletList"),
      run: () => chain().toggleList("bulletList", "listItem").run(),
    },
    {
      ...{ name: "orderedList", label: labels.numbers, sign: "1." },
      active: editor.isActive("orderedList"),
      run: () => chain().toggleList("orderedList", "listItem").run(),
    },
    {
      ...{ name: "blockquote", label: labels.quote, sign: "«»" },
      active: editor.isActive("blockquote"),
      run: () => chain().toggleWrap("blockquote").run(),
    },
    {
      ...{ name: "callout", label: labels.callout, sign: "!" },
      active: editor.isActive("callout"),
      run: () => chain().toggleWrap("callout").run(),
    },
    {
      ...{ name: "codeBlock", label: labels.codeBlock, sign: "{ }" },
      active: editor.isActive("codeBlock"),
      run: () => chain().toggleNode("codeBlock", "paragraph").run(),
    },
    mark("note", labels.note, "a¹"),
    { name: "picture", label: labels.insertPicture, sign: "▣", run: () => file.current?.click() },
    open("card", labels.card, "↗"),
    open("embed", labels.embed, "▶"),
    { name: "table", label: labels.table, sign: "▦", run: () => chain().insertContent(newTable).run() },
    { name: "rule", label: labels.rule, sign: "—", run: () => chain().insertContent({ type: "horizontalRule" }).run() },
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
    editor.commands.focus();
  };
  return (
    // What is typed here is no part of the article: its form hears nothing of it.
    <div className="desk-tools" onInput={(event) => event.stopPropagation()}>
      <div ref={bar} role="toolbar" aria-label={labels.tools} aria-controls="page" onKeyDown={onKeyDown}>
        {tools.map(({ name, label, sign, active, run }, index) => (
          <button
            key={name}
            type="button"
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
      <input
        ref={file}
        type="file"
        hidden
        multiple
        accept="image/jpeg,image/png,image/webp,image/avif,image/gif"
        aria-label={labels.insertPicture}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          void takeFiles(files, null);
        }}
      />
      {panel === "link" && <LinkPanel editor={editor} labels={labels} close={close} />}
      {panel === "card" && <CardPanel editor={editor} labels={labels} close={close} />}
      {panel === "embed" && <EmbedPanel editor={editor} labels={labels} close={close} say={say} />}
      <FigurePanel editor={editor} labels={labels} />
      {editor.isActive("callout") && (
        <div className="desk-panel-row">
          <label>
            {labels.calloutKind}{" "}
            <select
              value={editor.getAttributes("callout").kind}
              onChange={(event) => chain().updateAttributes("callout", { kind: event.currentTarget.value }).run()}
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

const cellOf = (type: string) => ({ type, content: [{ type: "paragraph" }] });
const rowOf = (type: string, part: string) => ({
  type: "tableRow",
  attrs: { part, group: null },
  content: [cellOf(type), cellOf(type), cellOf(type)],
});
const newTable = {
  type: "table",
  content: [rowOf("tableHeader", "thead"), rowOf("tableCell", "tbody"), rowOf("tableCell", "tbody")],
};

interface PanelProps {
  editor: Editor;
  labels: Labels;
  close(): void;
}

/** Enter does the panel's own thing and does not send the article; Escape closes. */
function keys(done: () => void, close: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) done();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

type Found = { id: number; slug: string; title: string };

function useFound() {
  const [found, setFound] = useState<Found[]>([]);
  const asked = useRef("");
  const ask = async (words: string) => {
    asked.current = words;
    if (words.trim().length < 2 || /^(https?:|mailto:|\/|#)/.test(words)) return setFound([]);
    const form = new FormData();
    form.set("words", words);
    const answer = await findArticles(idle, form).catch(() => undefined);
    if (answer?.status === "done" && asked.current === words) setFound(answer.value);
  };
  return { found, ask };
}

function LinkPanel({ editor, labels, close }: PanelProps) {
  const [href, setHref] = useState(String(editor.getAttributes("link").href ?? ""));
  const { found, ask } = useFound();
  const set = (address: string, title?: string) => {
    const clean = /^[\w-]+(\.[\w-]+)+(\/|$)/.test(address.trim()) ? `https://${address.trim()}` : address.trim();
    if (clean === "") editor.chain().focus().extendMarkRange("link").unsetMark("link").run();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      const mark = { type: "link", attrs: { href: clean, title: null } };
      editor
        .chain()
        .focus()
        .insertContent({ type: "text", text: title ?? clean, marks: [mark] })
        .run();
    } else editor.chain().focus().extendMarkRange("link").setMark("link", { href: clean, title: null }).run();
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keys of the fields inside.
    <div className="desk-panel-row" onKeyDown={keys(() => set(href), close)}>
      <label>
        {labels.linkAddress}{" "}
        <input
          // biome-ignore lint/a11y/noAutofocus: one asked for it by the button.
          autoFocus
          type="text"
          value={href}
          onChange={(event) => {
            setHref(event.currentTarget.value);
            void ask(event.currentTarget.value);
          }}
        />
      </label>
      <button type="button" className="button" onClick={() => set(href)}>
        {labels.apply}
      </button>
      {editor.isActive("link") && (
        <button type="button" className="text-button" onClick={() => set("")}>
          {labels.unlink}
        </button>
      )}
      <FoundList found={found} choose={({ slug, title }) => set(`/articles/${slug}`, title)} />
    </div>
  );
}

function CardPanel({ editor, labels, close }: PanelProps) {
  const { found, ask } = useFound();
  const choose = ({ id, slug, title }: Found) => {
    editor
      .chain()
      .focus()
      .insertContent({ type: "card", attrs: { id: String(id), href: `/articles/${slug}`, title } })
      .run();
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keys of the fields inside.
    <div className="desk-panel-row" onKeyDown={keys(() => found[0] && choose(found[0]), close)}>
      <label>
        {labels.cardSearch}{" "}
        <input
          // biome-ignore lint/a11y/noAutofocus: one asked for it by the button.
          autoFocus
          type="search"
          onChange={(event) => void ask(event.currentTarget.value)}
        />
      </label>
      <FoundList found={found} choose={choose} />
    </div>
  );
}

function FoundList({ found, choose }: { found: Found[]; choose(one: Found): void }) {
  if (found.length === 0) return null;
  return (
    <ul className="desk-found">
      {found.map((one) => (
        <li key={one.id}>
          <button type="button" onClick={() => choose(one)}>
            {one.title}
          </button>
        </li>
      ))}
    </ul>
  );
}

function EmbedPanel({ editor, labels, close, say }: PanelProps & Pick<Props, "say">) {
  const [href, setHref] = useState("");
  const [title, setTitle] = useState("");
  const set = () => {
    const address = href.trim();
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) return say(labels.embedWrong);
    const name = title.trim() || new URL(address).hostname.replace(/^www\./, "");
    editor
      .chain()
      .focus()
      .insertContent({ type: "embed", attrs: { href: address, title: name } })
      .run();
    say("");
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keys of the fields inside.
    <div className="desk-panel-row" onKeyDown={keys(set, close)}>
      <label>
        {labels.embedAddress}{" "}
        <input
          // biome-ignore lint/a11y/noAutofocus: one asked for it by the button.
          autoFocus
          type="url"
          value={href}
          onChange={(event) => setHref(event.currentTarget.value)}
        />
      </label>
      <label>
        {labels.embedTitle}{" "}
        <input type="text" value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      </label>
      <button type="button" className="button" onClick={set}>
        {labels.apply}
      </button>
    </div>
  );
}

/** The pictures of the figure that the cursor is in: their alternative texts, asked for where they lack. */
function FigurePanel({ editor, labels }: Omit<PanelProps, "close">) {
  const place = figureAt(editor);
  if (!place) return null;
  const { pictures, from, size } = place;
  const write = (next: BodyPicture[]) =>
    editor
      .chain()
      .command(({ tr }) => {
        if (next.length > 0) tr.setNodeAttribute(from, "pictures", next);
        else tr.delete(from, from + size);
        return true;
      })
      .run();
  const before = from > 0 ? editor.state.doc.resolve(from).nodeBefore : null;
  return (
    <div className="desk-panel-row desk-alts">
      {pictures.map((picture, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same picture may stand twice, and each has its place.
        <div key={`${from}-${picture.id}-${index}`}>
          <label>
            {pictures.length > 1 ? labels.altOf.replace("{n}", String(index + 1)) : labels.alt}
            <input
              type="text"
              defaultValue={picture.alt}
              onChange={(event) => {
                const alt = event.currentTarget.value;
                write(pictures.map((one, at) => (at === index ? { ...one, alt } : one)));
              }}
            />
          </label>
          {picture.alt === "" && <p className="desk-warning">{labels.noAlt}</p>}
          <button type="button" className="text-button" onClick={() => write(pictures.filter((_, at) => at !== index))}>
            {labels.removePicture}
          </button>
        </div>
      ))}
      {before?.type.name === "figure" && (
        <button
          type="button"
          className="button"
          onClick={() =>
            editor
              .chain()
              .command(({ tr }) => {
                const start = from - before.nodeSize;
                tr.setNodeAttribute(from, "pictures", [...before.attrs.pictures, ...pictures]);
                tr.delete(start, from);
                return true;
              })
              .run()
          }
        >
          {labels.joinGallery}
        </button>
      )}
    </div>
  );
}

function figureAt(editor: Editor): { pictures: BodyPicture[]; from: number; size: number } | undefined {
  const { selection } = editor.state;
  const { $from } = selection;
  if ("node" in selection && editor.state.doc.nodeAt(selection.from)?.type.name === "figure") {
    const node = editor.state.doc.nodeAt(selection.from);
    if (node) return { pictures: node.attrs.pictures, from: selection.from, size: node.nodeSize };
  }
  if ($from.parent.type.name !== "figure") return undefined;
  return { pictures: $from.parent.attrs.pictures, from: $from.before(), size: $from.parent.nodeSize };
}

function TablePanel({ editor, labels }: Omit<PanelProps, "close">) {
  const run = (command: typeof addRowAfter) => () => {
    command(editor.state, editor.view.dispatch);
    editor.commands.focus();
  };
  const commands = [
    [labels.rowAfter, addRowAfter],
    [labels.columnAfter, addColumnAfter],
    [labels.dropRow, deleteRow],
    [labels.dropColumn, deleteColumn],
    [labels.mergeCells, mergeCells],
    [labels.splitCell, splitCell],
    [labels.dropTable, deleteTable],
  ] as const;
  return (
    <div className="desk-panel-row">
      {commands.map(([label, command]) => (
        <button key={label} type="button" className="text-button" onClick={run(command)}>
          {label}
        </button>
      ))}
    </div>
  );
}
