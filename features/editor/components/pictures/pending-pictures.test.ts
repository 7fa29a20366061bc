import { getSchema } from "@tiptap/core";
import { history, redo, undo } from "@tiptap/pm/history";
import { Fragment, Node, Slice } from "@tiptap/pm/model";
import { EditorState, Selection } from "@tiptap/pm/state";
import { expect, test } from "vitest";
import { bodyNodes } from "#features/editor/document/nodes.ts";
import { readDocument } from "#features/editor/document/read-document.ts";
import { writeDocument } from "#features/editor/document/write-document.ts";
import type { UploadedPicture } from "#features/media/uploads/uploaded-picture.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { parsePastedHtml } from "../tiptap/paste-handlers.ts";
import { resolvePendingPictures } from "./pending-pictures.ts";

const schema = getSchema(bodyNodes);
const ids = ["a".repeat(24), "b".repeat(24)] as const;
const uploaded = (id: string, more: Partial<UploadedPicture> = {}): UploadedPicture => ({
  id,
  width: 40,
  height: 30,
  revision: 0,
  alt: "",
  caption: "",
  credit: "",
  licence: "",
  animated: false,
  originalName: "x.png",
  src: "",
  known: false,
  ...more,
});

/** A paste into an empty text, and the keys of its pictures in their order. */
function pasted(html: string): { state: EditorState; keys: string[] } {
  const doc = Node.fromJSON(schema, readDocument(parseHtml("<p></p>")).document);
  const state = EditorState.create({ doc, plugins: [history()], selection: Selection.atStart(doc) });
  const { of, part, pictures } = parsePastedHtml(html);
  const slice = new Slice(Fragment.fromJSON(schema, part(0, of)), 0, 0);
  const next = state.apply(state.tr.replaceSelection(slice));
  next.doc.check();
  return { state: next, keys: [...pictures.keys()] };
}
const settle = (state: EditorState, settled: [string, UploadedPicture | null][]) => {
  const tr = resolvePendingPictures(state, new Map(settled));
  const next = tr ? state.apply(tr) : state;
  next.doc.check();
  return next;
};
const written = (state: EditorState) => writeDocument(state.doc.toJSON());
const web = (name: string) => `<img src="https://example.org/${name}.jpg" alt="Image may contain sky">`;
const figure = (id: string, caption = "") =>
  `<figure><img src="/media/${id}" alt="" width="40" height="30">${caption && `<figcaption>${caption}</figcaption>`}</figure>`;

test("fills placeholders in whatever order pictures arrive", () => {
  const { state, keys } = pasted(
    `<p>Un ${web("a")} deux</p><figure>${web("b")}<figcaption>Légende</figcaption></figure>`,
  );
  expect(written(state)).toBe("<p>Un</p>\n<p>deux</p>\n<p>Légende</p>");
  const [a = "", b = ""] = keys;
  const late = settle(state, [[b, uploaded(ids[1])]]);
  expect(written(late)).toBe(`<p>Un</p>\n<p>deux</p>\n${figure(ids[1], "Légende")}`);
  expect(written(settle(late, [[a, uploaded(ids[0])]]))).toBe(
    `<p>Un</p>\n${figure(ids[0])}\n<p>deux</p>\n${figure(ids[1], "Légende")}`,
  );
});

test("removes a failed picture and keeps its caption", () => {
  const { state, keys } = pasted(
    `<p>Un</p><p>${web("a")}</p><figure>${web("b")}<figcaption>Une <b>légende</b></figcaption></figure><ul><li>${web("a")}</li></ul>`,
  );
  const failed = settle(
    state,
    keys.map((key) => [key, null]),
  );
  expect(written(failed)).toBe("<p>Un</p>\n<p>Une <strong>légende</strong></p>");
});

test("uses the library's texts where the body has none", () => {
  const known = uploaded(ids[0], { alt: "Un phare", caption: "Au couchant" });
  const { state, keys } = pasted(`<p>${web("a")}</p><figure>${web("a")}<figcaption>Ici</figcaption></figure>`);
  expect(keys).toHaveLength(1);
  const html = (caption: string) => figure(ids[0], caption).replace('alt=""', 'alt="Un phare"');
  expect(written(settle(state, [[keys[0] ?? "", known]]))).toBe(`${html("Au couchant")}\n${html("Ici")}`);
});

test.each([
  ["a heading", `<h2>Titre ${web("a")}</h2>`, "<h2>Titre</h2>\nFIGURE"],
  ["a heading of its own", `<h2>${web("a")}</h2>`, "FIGURE"],
  ["a link", `<p><a href="https://example.org/">${web("a")}</a></p>`, "FIGURE"],
  [
    "a cell",
    `<table><tr><td>A</td><td>${web("a")}</td></tr></table>`,
    "<table><tbody><tr><td>A</td><td>FIGURE</td></tr></tbody></table>",
  ],
  [
    "a table that the editor keeps whole",
    `<table><tr><td rowspan=2>A</td><td>${web("a")}</td></tr></table>`,
    undefined,
  ],
  [
    "a list of definitions",
    `<dl><dt>Mot ${web("a")}</dt><dd>Sens</dd></dl>`,
    "<dl><dt>Mot</dt><dd>Sens</dd></dl>\nFIGURE",
  ],
  [
    "a note",
    `<p>Un<a href="#_ftn1" name="_ftnref1">[1]</a></p><p><a href="#_ftnref1" name="_ftn1">[1]</a> Note ${web("a")}</p>`,
    undefined,
  ],
])("gives a picture in %s a figure where one is allowed", (_, html, expected) => {
  const { state, keys } = pasted(html);
  expect(written(state)).not.toContain("/media/");
  const body = written(settle(state, [[keys[0] ?? "", uploaded(ids[0])]])).replace(
    /<figure>(?:<a href="[^"]*">)?<img src="\/media\/a{24}" alt="" width="40" height="30">(?:<\/a>)?<\/figure>/,
    "FIGURE",
  );
  expect(body).toContain("FIGURE");
  if (expected !== undefined) expect(body).toBe(expected);
});

test("shows pictures that arrived meanwhile when a paste is undone and redone", () => {
  const { state, keys } = pasted(`<p>Un</p><p>${web("a")}</p>`);
  let now = settle(state, [[keys[0] ?? "", uploaded(ids[0])]]);
  const after = written(now);
  const dispatch = (tr: Parameters<EditorState["apply"]>[0]) => {
    now = now.apply(tr);
  };
  undo(now, dispatch);
  expect(written(now)).toBe("");
  redo(now, dispatch);
  expect(written(now)).toBe(after);
});

test("inserts a picture that arrived while the paste was undone, when it is redone", () => {
  const { state, keys } = pasted(`<p>Un</p><p>${web("a")}</p>`);
  let now = state;
  const dispatch = (tr: Parameters<EditorState["apply"]>[0]) => {
    now = now.apply(tr);
  };
  undo(now, dispatch);
  expect(resolvePendingPictures(now, new Map([[keys[0] ?? "", uploaded(ids[0])]]))).toBeUndefined();
  redo(now, dispatch);
  expect(written(settle(now, [[keys[0] ?? "", uploaded(ids[0])]]))).toBe(`<p>Un</p>\n${figure(ids[0])}`);
});
