import { expect, it } from "vitest";
import { sanitizeArticle } from "./allowlist.ts";
import { parseHtml } from "./parse.ts";
import { countWords, toText } from "./text.ts";

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

it("counts words as a reader would", () => {
  expect(countWords("L’accord Orange/Huawei : 3 questions, peut-être.")).toBe(6);
  expect(countWords("")).toBe(0);
});
