import { expect, test } from "vitest";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { diffContents, hasTextChanged } from "./diff.ts";

const content = (bodyHtml: string, given: Partial<DraftContent> = {}): DraftContent => ({
  title: "Titre",
  lead: "",
  slug: "",
  bodyHtml,
  categoryIds: [],
  tags: [],
  authorIds: [],
  leadMediaId: null,
  leadCaption: "",
  source: null,
  canonicalUrl: "",
  seoTitle: "",
  seoDescription: "",
  commentPolicy: "open",
  commentsCloseAfterDays: null,
  ...given,
});
const shown = (before: DraftContent, after: DraftContent) =>
  diffContents(before, after).map(({ name, runs }) => [
    name,
    runs?.map(({ change, text }) => (change === "same" ? text : `${change === "added" ? "+" : "-"}[${text}]`)).join(""),
  ]);

test("reports added and removed words, block by block", () => {
  const before = content("<h2>Un</h2><p>Le chat dort bien.</p><ul><li>a</li><li>b</li></ul>");
  const after = content("<h2>Un</h2><p>Le chien dort.</p><ul><li>a</li><li>b</li><li>c</li></ul>");
  expect(shown(before, after)).toEqual([["body", "## Un\nLe -[chat]+[chien] dort-[ bien].\n• a\n• b+[\n• c]"]]);
});

test("reports changes in an expandable section, title and content apart", () => {
  const before = content("<details><summary>Titre</summary><p>Un</p></details>");
  const after = content("<details><summary>Titre</summary><p>Un</p><p>Deux</p></details>");
  expect(shown(before, after)).toEqual([["body", "▸ Titre\nUn+[\nDeux]"]]);
});

test("reports changed link addresses and alternative texts, and only what differs", () => {
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
  expect(diffContents(before, before)).toEqual([]);
});

test("gives up in time on two texts that share nothing", () => {
  const words = (from: number) => `<p>${Array.from({ length: 20_000 }, (_, n) => `mot${from + n}`).join(" ")}</p>`;
  expect(diffContents(content(words(0)), content(words(100_000)))[0]?.runs).toBeUndefined();
});

const picture = '<figure><img src="/media/0123456789abcdef01234567" alt="x"></figure>';

test.each([
  ["a word of the title", { title: "Autre" }, true],
  ["the lead", { lead: "Chapeau" }, true],
  ["the opening picture’s caption", { leadCaption: "Légende" }, true],
  ["a word of the body", { bodyHtml: "<p>Un chien dort.</p>" }, true],
  ["the order of words", { bodyHtml: "<p>Chat un dort.</p>" }, true],
  ["a caption", { bodyHtml: `<p>Un chat dort.</p>${picture.replace("</f", "<figcaption>Là</figcaption></f")}` }, true],
  ["a picture without a caption", { bodyHtml: `<p>Un chat dort.</p>${picture}` }, false],
  ["bold type and a link", { bodyHtml: '<p>Un <b>chat</b> <a href="/a">dort</a>.</p>' }, false],
  ["paragraphs and spaces", { bodyHtml: "<p>Un\u00a0chat</p>\n<p>dort.</p>" }, false],
  ["category, tags and search engines", { categoryIds: [3], tags: ["t"], slug: "autre", seoTitle: "Robots" }, false],
  ["the opening picture", { leadMediaId: "0123456789abcdef01234567" }, false],
] as [string, Partial<DraftContent>, boolean][])("tells whether words changed: %s %#", (_name, given, other) => {
  const before = content("<p>Un chat dort.</p>");
  expect(hasTextChanged(before, { ...before, ...given })).toBe(other);
});
