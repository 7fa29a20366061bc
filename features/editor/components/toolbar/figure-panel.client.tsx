"use client";

import type { Editor } from "@tiptap/core";
import { useState } from "react";
import type { DocumentPicture } from "#features/editor/document/nodes/pictures.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { focusedChain, type PanelProps } from "./panel-keys.ts";

interface Props extends Omit<PanelProps, "close"> {
  /** Opens the library, and passes the chosen picture to `take`. */
  choose(take: (picture: DocumentPicture) => void): void;
}

/** The pictures of the figure at the cursor, with fields for their alternative texts. */
export function FigurePanel({ editor, choose }: Props) {
  const t = useTranslator();
  const figure = findFigure(editor);
  if (!figure) return null;
  const { pictures, from, size } = figure;
  const write = (next: DocumentPicture[]) =>
    editor.commands.command(({ tr }) => {
      if (next.length > 0) tr.setNodeAttribute(from, "pictures", next);
      else tr.delete(from, from + size);
      return true;
    });
  const before = from > 0 ? editor.state.doc.resolve(from).nodeBefore : null;
  return (
    <div className="editor-panel editor-alt-texts">
      {pictures.map((picture, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a picture may occur twice, and each occurrence has its position.
        <div key={`${from}-${picture.id}-${index}`}>
          <AltTextField
            label={pictures.length > 1 ? t("editor.altOf", { n: String(index + 1) }) : t.typeset("editor.alt")}
            alt={picture.alt}
            write={(alt) => write(pictures.map((one, at) => (at === index ? { ...one, alt } : one)))}
          />
          {picture.alt === "" && <p className="form-field-warning">{t.typeset("editor.noAlt")}</p>}
          <button
            type="button"
            className="text-button"
            // The button disappears with its picture: focus returns to the text.
            onClick={() => {
              editor.view.focus();
              write(pictures.filter((_, at) => at !== index));
            }}
          >
            {t.typeset("editor.removePicture")}
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() =>
          choose((picture) => {
            // The text may have changed while the library was open: find the figure at the cursor again.
            const current = findFigure(editor);
            if (!current) return;
            const both = [...current.pictures, picture];
            focusedChain(editor)
              .command(({ tr }) => {
                tr.setNodeAttribute(current.from, "pictures", both);
                return true;
              })
              .run();
          })
        }
      >
        {t.typeset("editor.addPicture")}
      </button>
      {before?.type.name === "figure" && (
        <button
          type="button"
          className="button"
          onClick={() =>
            focusedChain(editor)
              .command(({ tr }) => {
                const start = from - before.nodeSize;
                tr.setNodeAttribute(from, "pictures", [...before.attrs.pictures, ...pictures]);
                tr.delete(start, from);
                return true;
              })
              .run()
          }
        >
          {t.typeset("editor.joinGallery")}
        </button>
      )}
    </div>
  );
}

/**
 * A field for a text of the document. It shows what is typed at once, and the document's text when that changes for another reason (undo, another
 * figure): the tools update one frame after the document, and would revert what was typed meanwhile.
 */
function AltTextField({ label, alt, write }: { label: string; alt: string; write(alt: string): void }) {
  const [text, setText] = useState(alt);
  const [shownAlt, setShownAlt] = useState(alt);
  if (shownAlt !== alt) {
    setShownAlt(alt);
    setText(alt);
  }
  return (
    <label>
      {label}
      <input
        type="text"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          write(event.currentTarget.value);
        }}
      />
    </label>
  );
}

function findFigure(editor: Editor): { pictures: DocumentPicture[]; from: number; size: number } | undefined {
  const { selection } = editor.state;
  const { $from } = selection;
  if ("node" in selection && editor.state.doc.nodeAt(selection.from)?.type.name === "figure") {
    const node = editor.state.doc.nodeAt(selection.from);
    if (node) return { pictures: node.attrs.pictures, from: selection.from, size: node.nodeSize };
  }
  if ($from.parent.type.name !== "figure") return undefined;
  return { pictures: $from.parent.attrs.pictures, from: $from.before(), size: $from.parent.nodeSize };
}
