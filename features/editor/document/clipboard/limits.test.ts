import { afterAll, expect, test } from "vitest";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { openWorkCounter } from "#lib/work-counter-testing.ts";
import { readClipboard } from "../clipboard.ts";
import { maxPicturesPerPaste } from "./pictures.ts";

const counter = openWorkCounter();
afterAll(() => counter.close());

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const marks = (count: number, mark: (n: number) => string, note: (n: number) => string) =>
  `<p>${numbers(count).map(mark).join(" ")}</p>${numbers(count).map(note).join("")}`;

/** Markup that makes each step of the conversion as costly as possible, `n` times. */
const hostile: Record<string, (n: number) => string> = {
  notes: (n) =>
    marks(
      n,
      (one) => `<a href="#n${one}" id="m${one}">1</a>`,
      (one) => `<p><a href="#m${one}" id="n${one}">1</a> x</p>`,
    ),
  "notes in one box": (n) =>
    `<div>${marks(
      n,
      (one) => `<a href="#n${one}" id="m${one}">1</a>`,
      (one) => `<p><a href="#m${one}" id="n${one}">1</a> x</p>`,
    )}</div>`,
  "marks of one note": (n) =>
    marks(
      n,
      () => '<a href="#n" id="m">1</a>',
      () => '<p><a href="#m" id="n">1</a> x</p>',
    ),
  "marks that lead nowhere": (n) =>
    marks(
      n,
      (one) => `<a href="#n" id="m${one}">1</a>`,
      (one) => `<a href="#m${one}">1</a>`,
    ),
  "notes deep down": (n) =>
    `${"<div>".repeat(150)}${marks(
      n,
      (one) => `<a href="#n${one}" id="m${one}">1</a>`,
      (one) => `<div><p><a href="#m${one}" id="n${one}">1</a> x</p></div>`,
    )}`,
  comments: (n) => `<p>${'<span class=MsoCommentReference><a href="#_msocom_1">[J]</a></span>'.repeat(n)}</p>`,
  "boxes that begin with boxes": (n) => `${"<div>".repeat(150)}x${"</div>".repeat(150)}`.repeat(Math.ceil(n / 150)),
  deletions: (n) => `<p class=MsoNormal>${"<del>a<ins>b</ins></del>".repeat(n)}</p>`,
  pictures: (n) =>
    numbers(n)
      .map((one) => `<p><img src="https://example.org/${one}.png"></p>`)
      .join(""),
  "one picture": (n) => '<p><img src="https://example.org/a.png"></p>'.repeat(n),
};

test.each(Object.entries(hostile))("works in proportion to the length: %s", (_, make) => {
  const work = (n: number) => {
    const tree = parseHtml(make(n));
    return counter.count(() => readClipboard(tree));
  };
  work(100);
  expect(work(2_400)).toBeLessThan(6 * work(600));
});

test("accepts a limited number of a thousand pictures, counts the rest, and keeps all words", () => {
  const html = numbers(1_000)
    .map((n) => `<p>Mot ${n} <img src="data:image/png;base64,${n}${"A".repeat(5_000)}"></p>`)
    .join("");
  expect(html.length).toBeGreaterThan(5_000_000);
  const { tree, pictures, tooMany } = readClipboard(parseHtml(html));
  expect([pictures.size, tooMany]).toEqual([maxPicturesPerPaste, 1_000 - maxPicturesPerPaste]);
  expect(toText(sanitizeArticle(tree)).split("\n")).toEqual(numbers(1_000).map((n) => `Mot ${n}`));
  expect(toHtml(sanitizeArticle(tree)).length).toBeLessThan(50_000);
});

test("fetches a picture repeated a thousand times once, with limited placeholders", () => {
  const { tree, pictures, tooMany } = readClipboard(
    parseHtml('<p>a <img src="https://example.org/a.png"></p>'.repeat(1_000)),
  );
  expect([pictures.size, tooMany]).toEqual([1, 1]);
  expect(toHtml(sanitizeArticle(tree)).match(/<img/g)).toHaveLength(200);
});

test("keeps the text of ten thousand nested elements", () => {
  const html = `<p>Avant</p>${"<div><b>".repeat(5_000)}Dedans${"</b></div>".repeat(5_000)}<p>Après</p>`;
  expect(toHtml(sanitizeArticle(readClipboard(parseHtml(html)).tree))).toBe(
    "<p>Avant</p>\n<p>Dedans</p>\n<p>Après</p>",
  );
});
