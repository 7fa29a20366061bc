import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { nameHeadings } from "./headings.ts";

const named = (html: string, taken?: string[]) =>
  [...toHtml(nameHeadings(parseHtml(html), taken)).matchAll(/<h\d id="([^"]*)"/g)].map((match) => match[1]);

test("headings are named after their words, each once, and never like the page's own ids", () => {
  expect(
    named("<h2>L’été <em>ici</em></h2><h3>L’été ici</h3><h2>Comments</h2><h2>???</h2><h2>!</h2>", ["comments"]),
  ).toEqual(["l-ete-ici", "l-ete-ici-2", "comments-2", "section", "section-2"]);
});

test("a very long heading gets a short name", () => {
  const [id = ""] = named(`<h2>${"mot ".repeat(200)}</h2>`);
  expect(id.length).toBeLessThanOrEqual(60);
  expect(id).not.toMatch(/-$/);
});
