import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { addHeadingAnchors, reserveAnchors } from "./headings.ts";

const named = (html: string, taken?: string[]) =>
  [...toHtml(addHeadingAnchors(parseHtml(html), taken)).matchAll(/<h\d id="([^"]*)"/g)].map((match) => match[1]);

test("gives headings ids from their words, each unique and distinct from the page's own ids", () => {
  expect(
    named("<h2>L’été <em>ici</em></h2><h3>L’été ici</h3><h2>Comments</h2><h2>???</h2><h2>!</h2>", ["comments"]),
  ).toEqual(["l-ete-ici", "l-ete-ici-2", "comments-2", "section", "section-2"]);
});

test("gives a very long heading a short id", () => {
  const [id = ""] = named(`<h2>${"mot ".repeat(200)}</h2>`);
  expect(id.length).toBeLessThanOrEqual(60);
  expect(id).not.toMatch(/-$/);
});

test("an {#anchor} at the end fixes a heading's id; ids of the page stay reserved", () => {
  const html =
    "<h2>Respect {#respect}</h2><h2>Respect</h2><h2>Page {#page}</h2><h2>Deux {#respect}</h2><h2>{#x} fin</h2><h3>A {#B}</h3><p>x {#p}</p>";
  const tree = addHeadingAnchors(reserveAnchors(parseHtml(html)), ["page"]);
  expect(toHtml(tree)).toBe(
    '<h2 id="respect">Respect</h2><h2 id="respect-2">Respect</h2><h2 id="page-2">Page</h2><h2 id="deux">Deux</h2><h2 id="x-fin">{#x} fin</h2><h3 id="a-b">A {#B}</h3><p>x {#p}</p>',
  );
});

test("no heading gets an id that the page numbers", () => {
  const html = "<h2>Note 1</h2><h2>Note 1</h2><h2>Notes</h2><h2>Comment 12</h2>";
  const tree = addHeadingAnchors(parseHtml(html), [], /^(comment|note)-\d+$/);
  expect([...toHtml(tree).matchAll(/ id="([^"]*)"/g)].map((match) => match[1])).toEqual([
    ...["section-note-1", "section-note-1-2", "notes", "section-comment-12"],
  ]);
});
