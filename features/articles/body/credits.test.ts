import { expect, test } from "vitest";
import { translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { addFigureCredits } from "./credits.ts";

const a = "0123456789abcdef01234567";
const b = "fedcba9876543210fedcba98";
const size = { width: 9, height: 9, revision: 0 };
const img = (id: string) => `<img src="/media/${id}" alt="">`;
const credited = (html: string, ...owed: { id: string; credit: string; licence: string }[]) =>
  toHtml(
    addFigureCredits(
      parseHtml(html),
      owed.map((one) => ({ ...size, ...one })),
      translator("fr"),
    ),
  );

test("adds credit and licence after the caption, or in a new caption", () => {
  const owed = { id: a, credit: "Ada L.", licence: "cc-by" };
  const line =
    '<small>Ada L. · <a href="https://creativecommons.org/licenses/by/4.0/" rel="license">CC BY 4.0</a></small>';
  expect(credited(`<figure>${img(a)}<figcaption>Le port</figcaption></figure>`, owed)).toBe(
    `<figure>${img(a)}<figcaption>Le port ${line}</figcaption></figure>`,
  );
  expect(credited(`<figure>${img(a)}</figure>`, owed)).toBe(
    `<figure>${img(a)}<figcaption>${line}</figcaption></figure>`,
  );
});

test("does not repeat a credit of the caption; names each author of a gallery once", () => {
  const owed = { id: a, credit: "Ada L.", licence: "" };
  const said = `<figure>${img(a)}<figcaption>Le port. Photo : Ada L.</figcaption></figure>`;
  expect(credited(said, owed)).toBe(said);
  expect(
    credited(`<figure>${img(a)}${img(b)}${img(a)}</figure>`, owed, {
      id: b,
      credit: "Bob",
      licence: "Avec son accord",
    }),
  ).toContain("<small>Ada L. · Bob · Avec son accord</small>");
});

test("changes nothing for a picture without credit, or an unknown one", () => {
  const html = `<p>t</p><figure>${img(a)}</figure>`;
  expect(credited(html, { id: a, credit: "", licence: "" })).toBe(html);
  expect(credited(html, { id: b, credit: "Bob", licence: "" })).toBe(html);
});
