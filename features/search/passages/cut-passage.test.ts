import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutPassage, findBestPlace, markText } from "./cut-passage.ts";
import type { TermMatch } from "./term-finder.ts";

const show = (marked: { text: string; isMatch: boolean }[]) =>
  marked.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join("");
const find = (text: string, ...words: string[]): TermMatch[] =>
  words
    .flatMap((word, term) =>
      [...text.matchAll(new RegExp(word, "g"))].map(({ index }) => ({ start: index, end: index + word.length, term })),
    )
    .sort((a, b) => a.start - b.start);

describe("passages", () => {
  it("are where most words are near each other", () => {
    const text = `disque ${"loin ".repeat(200)}un disque et sa sauvegarde ${"fin ".repeat(200)}`;
    const matches = find(text, "disque", "sauvegarde");
    const passage = show(cutPassage(text, matches, findBestPlace(matches).start));
    expect(passage).toMatch(/^…(loin )+un \[disque\] et sa \[sauvegarde\] (fin ?)+…$/);
    expect(passage.length).toBeLessThan(240);
  });

  it("begin at the beginning when nothing is marked", () => {
    expect(show(cutPassage("mot ".repeat(100), [], 0))).toMatch(/^mot .*mot…$/);
    expect(findBestPlace([])).toEqual({ start: 0, terms: 0 });
  });

  it("mark each range once, with overlaps and long words", () => {
    const overlapping = [
      { start: 0, end: 6, term: 0 },
      { start: 2, end: 4, term: 1 },
      { start: 4, end: 9, term: 2 },
    ];
    expect(show(markText("abcdefghij", overlapping))).toBe("[abcdef][ghi]j");
    const long = "x".repeat(1_000);
    expect(show(cutPassage(long, [{ start: 500, end: 510, term: 0 }], 500)).length).toBeLessThan(300);
  });

  it("keep cells, items and headings apart", () => {
    const text = "Port\tService\n22\tssh\nCe qu’il faut faire\nFermez-le.\nPuis  vérifiez";
    const line = "Port · Service · 22 · ssh · Ce qu’il faut faire · Fermez-le. Puis vérifiez";
    const readLine = (marked: ReturnType<typeof markText>) => show(marked).replaceAll("\u00a0", " ");
    expect(readLine(markText(text, []))).toBe(line);
    const marked = markText(text, find(text, "Service", "ssh", "faire"));
    expect(readLine(marked).replace(/[[\]]/g, "")).toBe(line);
    expect(marked).toContainEqual({ text: "\u00a0· Fermez-le. Puis vérifiez", isMatch: false });
  });

  it("keep the text, whatever the ranges", () => {
    const range = fc.record({ start: fc.nat(60), length: fc.integer({ min: 1, max: 20 }), term: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
        const text = "abc def ghi jkl mno pqr stu vwx yz0 123 456 789 abc def ghi jkl mno pqr stu vwx yz";
        const matches = ranges
          .map(({ start, length, term }) => ({ start, end: start + length, term }))
          .sort((a, b) => a.start - b.start || b.end - a.end);
        const marked = markText(text, matches);
        expect(marked.map((piece) => piece.text).join("")).toBe(text);
        expect(findBestPlace(matches).terms).toBeLessThanOrEqual(4);
      }),
    );
  });
});
