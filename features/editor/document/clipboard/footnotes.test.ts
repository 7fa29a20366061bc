import { expect, test } from "vitest";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { readClipboard } from "../clipboard.ts";

const pasted = (html: string) => toHtml(sanitizeArticle(readClipboard(parseHtml(html)).tree));
const mark = (n: number) => `<a href="#_ftn${n}" name="_ftnref${n}">[${n}]</a>`;
const back = (n: number) => `<a href="#_ftnref${n}" name="_ftn${n}">[${n}]</a>`;

test.each([
  [
    "one box for all notes",
    `<p>A${mark(1)} B${mark(2)}</p><div><p>${back(1)} Un</p><p>${back(2)} Deux</p><p>Suite</p></div>`,
  ],
  ["no box", `<p>A${mark(1)} B${mark(2)}</p><p>${back(1)} Un</p><p>${back(2)} Deux</p><p>Suite</p>`],
  [
    "one box for text and notes",
    `<div><p>A${mark(1)} B${mark(2)}</p><p>${back(1)} Un</p><p>${back(2)} Deux</p><p>Suite</p></div>`,
  ],
])("keeps notes in %s to their own paragraphs", (_, html) => {
  expect(pasted(html)).toBe('<p>A<small data-note="">Un</small> B<small data-note="">Deux</small></p>\n<p>Suite</p>');
});

test.each([
  [
    "WordPress",
    `<p>A<sup data-fn="5b0e" class="fn"><a href="#5b0e" id="5b0e-link">1</a></sup></p><ol class="wp-block-footnotes"><li id="5b0e">Un <a href="#5b0e-link" aria-label="Aller à la note">↩︎</a></li></ol>`,
  ],
  [
    "Pandoc",
    `<p>A<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a></p><section id="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>Un<a href="#fnref1" class="footnote-back">↩︎</a></p></li></ol></section>`,
  ],
  [
    "GitHub",
    `<p>A<sup><a href="https://github.com/a/b#user-content-fn-1-x" id="user-content-fnref-1-x">1</a></sup></p><ol><li id="user-content-fn-1-x"><p>Un <a href="https://github.com/a/b#user-content-fnref-1-x">↩</a></p></li></ol>`,
  ],
  [
    "this site's own pages",
    `<p>A<sup class="note-ref"><a href="https://vigie.test/articles/a#note-1" id="note-ref-1">1</a></sup></p><section class="notes"><ol><li id="note-1">Un <a href="https://vigie.test/articles/a#note-ref-1">↩</a></li></ol></section>`,
  ],
])("reads the notes of %s", (_, html) => {
  expect(pasted(html).replace("\n<hr>", "")).toBe('<p>A<small data-note="">Un</small></p>');
});

test("removes the link of a mark without a note, or a note without a mark, and keeps its text", () => {
  expect(pasted(`<p>A${mark(1)} et la suite</p>`)).toBe("<p>A[1] et la suite</p>");
  expect(pasted(`<p>A</p><p>${back(1)} Un</p>`)).toBe("<p>A</p>\n<p>[1] Un</p>");
  expect(pasted(`<p>A${mark(1)}</p><p>${back(1)} </p>`)).toBe("<p>A</p>");
});

test("places a note cited twice at its first reference", () => {
  const again = '<a href="#_ftn1">[1]</a>';
  expect(pasted(`<p>A${mark(1)} B${again}</p><p>${back(1)} Un</p>`)).toBe(
    '<p>A<small data-note="">Un</small> B[1]</p>',
  );
});

test("repeats nothing for notes that share a line, or contain one another", () => {
  const line = `<p>A${mark(1)} B${mark(2)}</p><p>${back(1)} Un ${back(2)} Deux</p>`;
  expect(pasted(line)).toBe("<p>A[1] B[2]</p>\n<p>[1] Un [2] Deux</p>");
  const nested =
    '<p>A<a href="#n1" id="r1">1</a> B<a href="#n2" id="r2">2</a></p><div id="n1"><a href="#r1">^</a> Un<div id="n2"><a href="#r2">^</a> Deux</div></div>';
  expect(pasted(nested).match(/Deux/g)).toHaveLength(1);
});

test("keeps the text of a note that only another note cites", () => {
  expect(pasted(`<p>A${mark(1)}</p><p>${back(1)} Un, voir${mark(2)}</p><p>${back(2)} Deux</p>`)).toBe(
    '<p>A<small data-note="">Un, voir[2]</small></p>\n<p>[2] Deux</p>',
  );
});

test("terminates for notes that cite each other", () => {
  const both = `<p>A${mark(1)}</p><p>${back(1)} Un${mark(2)}</p><p>${back(2)} Deux${mark(1)}</p>`;
  expect(pasted(both)).toBe('<p>A<small data-note="">Un[2]</small></p>\n<p>[2] Deux[1]</p>');
});

test("takes neither a table of contents nor a link to the page itself for notes", () => {
  const contents = `<p><a href="#a" id="top-a">Première partie</a></p><h2><a id="a" href="#top-a">Première partie</a></h2><p>Texte</p>`;
  expect(pasted(contents)).toBe(
    '<p><a href="#a">Première partie</a></p>\n<h2><a href="#top-a">Première partie</a></h2>\n<p>Texte</p>',
  );
  const around = `<div id="page"><p><a href="#page" id="up">Haut</a> Texte <a href="#up">Bas</a></p></div>`;
  expect(pasted(around)).toBe('<p><a href="#page">Haut</a> Texte <a href="#up">Bas</a></p>');
});

test("keeps a note's lists and paragraphs as lines", () => {
  expect(pasted(`<p>A${mark(1)}</p><div><p>${back(1)} Un</p><ul><li>a</li><li>b</li></ul></div>`)).toBe(
    '<p>A<small data-note="">Un<br>a<br>b</small></p>',
  );
});
