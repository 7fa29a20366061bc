import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { addHeadingAnchors } from "#lib/prose/headings.ts";
import { listContents } from "./contents.ts";

const contentsOf = (html: string) => listContents(addHeadingAnchors(parseHtml(html), ["comments"]));

test("lists the main headings with the ids that the text has", () => {
  expect(
    contentsOf("<h2>Le lundi</h2><p>a</p><h3>Détail</h3><h2>Comments</h2><h2>Le <em>lundi</em></h2><h2> </h2>"),
  ).toEqual([
    { id: "le-lundi", text: "Le lundi" },
    { id: "comments-2", text: "Comments" },
    { id: "le-lundi-2", text: "Le lundi" },
  ]);
});

test("lists nothing for a text with two headings, or with headings in a quotation only", () => {
  expect(contentsOf("<h2>Un</h2><p>a</p><h2>Deux</h2>")).toEqual([]);
  expect(contentsOf("<blockquote><h2>Un</h2><h2>Deux</h2><h2>Trois</h2></blockquote>")).toEqual([]);
});

test("lists a thousand equal headings, each with an id of its own", () => {
  const entries = contentsOf("<h2>Encore</h2>".repeat(1_000));
  expect(new Set(entries.map(({ id }) => id)).size).toBe(1_000);
});
