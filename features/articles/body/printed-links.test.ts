import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { insertCards } from "./cards.ts";
import { insertFootnotes } from "./footnotes.ts";
import { listPrintedLinks } from "./printed-links.ts";

test("lists links in the order of the text, also inside notes, and repeats an address that is linked twice", () => {
  const html =
    '<p><a href="https://a.test/">a</a><small data-note="">voir <a href="/articles/b">b</a></small></p><p><a href="https://a.test/">a</a></p>';
  const labels = { notes: "Notes", note: "Note {n}", back: "Retour" };
  // The list of notes stands at the end of the text.
  expect(listPrintedLinks(insertFootnotes(parseHtml(html), labels))).toEqual([
    "https://a.test/",
    "https://a.test/",
    "/articles/b",
  ]);
});

test("leaves out mail addresses, places on the page and cards", () => {
  const html =
    '<p><a href="mailto:a@b.test">m</a> <a href="#x">x</a></p><p data-card="7"><a href="/articles/x">X</a></p>';
  const cards = [{ id: 7 }] as Parameters<typeof insertCards>[1];
  expect(listPrintedLinks(insertCards(parseHtml(html), cards))).toEqual([]);
});
