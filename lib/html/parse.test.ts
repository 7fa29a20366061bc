import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { maxParagraphs } from "./flatten.ts";
import { maxElements, parseHtml, parseHtmlInSteps } from "./parse.ts";
import { toText } from "./text.ts";

const hostile = "../shared/data/xss";
const collected = () =>
  readdirSync(hostile)
    .filter((name) => name.endsWith(".txt"))
    .flatMap((name) => readFileSync(join(hostile, name), "utf8").split("\n"));

test.each([1, 2, 3, 7, 100])("parsing %i characters at a time gives the same as parsing at once", async (size) => {
  const texts = [
    "",
    "Du texte &eacute;tal&eacute; <b>gras <i>deux</b> fois</i> 😀<br/>fin",
    "<table><tr><td>A<p>B</table><!-- un mot --><p>C\r\nD</p>",
    "<pre>\n a\n</pre><textarea></p></textarea><script>alert('</p>')</script>",
    "<b>".repeat(400),
    "<b id=1>".repeat(150) + "<p>x".repeat(2_000),
    ...(existsSync(hostile) ? collected() : []),
  ];
  for (const text of texts) {
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    const tree = await parseHtmlInSteps(text, pause, size);
    expect(tree, text).toEqual(parseHtml(text));
    if (text.length > size * 2 && text.length < 400) expect(pauses).toBeGreaterThan(1);
  }
});

test.each([
  ["paragraphs in a table", "<table>", "<p>a"],
  ["paragraphs", "", "<p>a</p>"],
  ["lines in deep quotations", "<blockquote>".repeat(190), "a<br>"],
])("a tree of too many elements becomes few paragraphs with every word: %s", (_, before, piece) => {
  const count = maxElements + 3_000;
  const tree = parseHtml(before + piece.repeat(count));
  expect(tree.children.length).toBeLessThanOrEqual(maxParagraphs);
  expect(toText(tree).replace(/\s/g, "")).toBe("a".repeat(count));
});
