import type { Editor, JSONContent } from "@tiptap/core";
import { Fragment, type Schema, Slice } from "@tiptap/pm/model";
import type { EditorView } from "@tiptap/pm/view";
import { tidyClipboard } from "#features/newsroom/document/clipboard.ts";
import { readBody } from "#features/newsroom/document/read.ts";
import { parseHtml } from "#lib/html/parse.ts";

type Take = (files: File[], at: number | null) => void;

/**
 * Pasting and dropping past ProseMirror's own reading, which asks the browser to parse the HTML: our policy refuses that (trusted types),
 * and the allowlist knows what may come in.
 */
export function pastingFor(editor: () => Editor | null, take: Take) {
  return {
    handleDOMEvents: {
      paste(view: EditorView, event: ClipboardEvent): boolean {
        const data = event.clipboardData;
        if (!data || !view.editable) return false;
        event.preventDefault();
        const html = data.getData("text/html");
        const files = picturesIn(data);
        // Word and browsers put a drawing of the text beside the text.
        if (files.length > 0 && !/<(p|li|td|h\d)\b/i.test(html)) {
          take(files, null);
          return true;
        }
        const inCode = view.state.selection.$from.parent.type.spec.code === true;
        insert(
          view,
          html !== "" && !inCode
            ? sliceOf(view.state.schema, html)
            : plainSlice(view, data.getData("text/plain"), inCode),
        );
        return true;
      },
      drop(view: EditorView, event: DragEvent): boolean {
        const data = event.dataTransfer;
        if (!data || !view.editable || view.dragging) return false;
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? null;
        const files = picturesIn(data);
        const html = data.getData("text/html");
        if (files.length === 0 && html === "") return false;
        event.preventDefault();
        if (files.length > 0) take(files, at);
        else {
          if (at !== null) editor()?.commands.setTextSelection(at);
          insert(view, sliceOf(view.state.schema, html));
        }
        return true;
      },
    },
  };
}

function picturesIn(data: DataTransfer): File[] {
  return [...data.files].filter((file) => file.type.startsWith("image/"));
}

function insert(view: EditorView, slice: Slice): void {
  view.dispatch(
    view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"),
  );
}

function sliceOf(schema: Schema, html: string): Slice {
  const { document } = readBody(tidyClipboard(parseHtml(html)));
  return openSlice(schema, document.content ?? []);
}

/** Open at its ends where it begins or ends with a line of text, so that this joins the line where one pastes. */
function openSlice(schema: Schema, content: JSONContent[]): Slice {
  const fragment = Fragment.fromJSON(schema, content);
  const open = (type: string | undefined) => (type === "paragraph" ? 1 : 0);
  return new Slice(fragment, open(content[0]?.type), open(content.at(-1)?.type));
}

function plainSlice(view: EditorView, text: string, inCode: boolean): Slice {
  const { schema } = view.state;
  const clean = text.replace(/\r\n?/g, "\n");
  if (clean === "") return Slice.empty;
  if (inCode) return new Slice(Fragment.from(schema.text(clean)), 0, 0);
  const marks = view.state.storedMarks ?? view.state.selection.$from.marks();
  const paragraphs = clean
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
  return paragraphs.length > 0 ? openSlice(schema, paragraphs) : Slice.empty;
}
