import { expect, test } from "vitest";
import type { DeskContent } from "#db/schema/desk.ts";
import { differenceOf } from "./difference.ts";

const content = (bodyHtml: string, given: Partial<DeskContent> = {}): DeskContent => ({
  ...{ title: "Titre", lead: "", slug: "", bodyHtml, categoryIds: [], tags: [], authorIds: [], leadMediaId: null },
  ...{ leadCaption: "", source: null, canonicalUrl: "", seoTitle: "", seoDescription: "", commentPolicy: "open" },
  commentsCloseAfterDays: null,
  ...given,
});
const shown = (before: DeskContent, after: DeskContent) =>
  differenceOf(before, after).map(({ name, runs }) => [
    name,
    runs?.map(({ change, text }) => (change === "same" ? text : `${change === "added" ? "+" : "-"}[${text}]`)).join(""),
  ]);

test("words that came and went, block by block", () => {
  const before = content("<h2>Un</h2><p>Le chat dort bien.</p><ul><li>a</li><li>b</li></ul>");
  const after = content("<h2>Un</h2><p>Le chien dort.</p><ul><li>a</li><li>b</li><li>c</li></ul>");
  expect(shown(before, after)).toEqual([["body", "## Un\nLe -[chat]+[chien] dort-[ bien].\n• a\n• b+[\n• c]"]]);
});

test("a link's address and a picture's words are changes; what is the same is not named", () => {
  const id = "0123456789abcdef01234567";
  const before = content(`<p><a href="/a">mot</a></p><figure><img src="/media/${id}" alt="x"></figure>`, {
    title: "Un",
  });
  const after = content(`<p><a href="/b">mot</a></p><figure><img src="/media/${id}" alt="y"></figure>`, {
    title: "Deux",
  });
  expect(shown(before, after)).toEqual([
    ["title", "-[Un]+[Deux]"],
    ["body", `mot (/-[a]+[b])\n[/media/${id} -[x]+[y]]`],
  ]);
  expect(differenceOf(before, before)).toEqual([]);
});

test("two texts that share nothing are given up in time", () => {
  const words = (from: number) => `<p>${Array.from({ length: 20_000 }, (_, n) => `mot${from + n}`).join(" ")}</p>`;
  expect(differenceOf(content(words(0)), content(words(100_000)))[0]?.runs).toBeUndefined();
});
