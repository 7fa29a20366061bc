import { expect, it } from "vitest";
import { sanitizeArticle } from "./allowlist.ts";
import { parseHtml } from "./parse.ts";
import { toText } from "./text.ts";

const text = (html: string) => toText(sanitizeArticle(parseHtml(html)));

it.each([
  ["<p>Un <b>mot</b></p><p>Deux</p>", "Un mot\nDeux"],
  ["<ul><li>Un<li>Deux</ul>", "Un\nDeux"],
  ["<p>a<br>b</p>", "a\nb"],
  ["<table><tr><td>A<td>B<tr><td>C</table>", "A\tB\nC"],
  ["<script>x</script>", ""],
])("%s", (given, wanted) => {
  expect(text(given)).toBe(wanted);
});

it("separates a note from the words around it", () => {
  expect(
    text(
      '<p>Un mot<small data-note="">Voir là.</small>, et un<small data-note="">Ici </small>puis <small>petit</small>.</p>',
    ),
  ).toBe("Un mot Voir là. , et un Ici puis petit.");
});
