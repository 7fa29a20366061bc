import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sanitizeArticle } from "../html/allowlist.ts";
import { parseHtml } from "../html/parse.ts";
import { toHtml } from "../html/serialise.ts";
import { articleElements } from "../html/vocabulary.ts";
import { readArticleMarkdown } from "../markdown.ts";
import { writeArticleMarkdown } from "./write-article.ts";

const clean = (html: string) => sanitizeArticle(parseHtml(html));
const picture = "/media/0123456789abcdef01234567";

/** A body as it may be after a round trip: without sizes and marks of our pages, and with code in `<code>`. */
const comparable = (html: string) =>
  toHtml(clean(html.replace(/<(\/?)s>/g, "<$1del>").replace(/ (?:width|height|data-card|data-embed)="[^"]*"/g, "")))
    .replace(/<img[^>]*>/g, (tag) => (tag.includes("alt=") ? tag : tag.replace(">", ' alt="">')))
    .replace(/<p>\s*((?:<a [^>]*>)?<img[^>]*>(?:<\/a>)?)\s*<\/p>/g, "<figure>$1</figure>")
    .replace(/<(\/?)pre>(<\/?code>)?/g, "<$1pre>")
    .replace(/<(\/?)code><\/pre>/g, "</pre>")
    .replace(/\s+/g, " ");

const again = (html: string) => toHtml(readArticleMarkdown(writeArticleMarkdown(clean(html))));

describe("writeArticleMarkdown", () => {
  test.each([
    ["<h2>Équipe</h2><p>Un <strong>mois</strong> <em>chargé</em>.</p>", "## Équipe\n\nUn **mois** *chargé*."],
    [`<figure><img src="${picture}" alt="Le port" width="640" height="480"></figure>`, `![Le port](${picture})`],
    [
      `<figure><img src="${picture}" alt="Le port"><figcaption>Vu d’ici, "hier"</figcaption></figure>`,
      `![Le port](${picture} "Vu d’ici, \\"hier\\"")`,
    ],
    [
      `<figure><a href="/x"><img src="${picture}" alt=""></a><figcaption>Vu</figcaption></figure>`,
      `[![](${picture} "Vu")](/x)`,
    ],
    ["<p>10<sup>6</sup> [1]</p>", "10<sup>6</sup> \\[1]"],
    ["<pre>a\n\n  b</pre>", "```\na\n\n  b\n```"],
    ["<dl><dt>A</dt><dd>B</dd></dl>", "<dl><dt>A</dt><dd>B</dd></dl>"],
    [
      "<details><summary>A <b>b</b></summary><p>C</p><ul><li>D</li></ul></details>",
      "<details><summary>A <strong>b</strong></summary><p>C</p><ul><li>D</li></ul></details>",
    ],
    [
      "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
      "| A | B |\n| - | - |\n| 1 | 2 |",
    ],
    [
      "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
      "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    ],
    ["<p><a href='/articles/x'>Lire</a></p>", "[Lire](/articles/x)"],
    ["<p>Voir www.exemple.fr</p>", "Voir www\\.exemple.fr"],
  ])("writes %s", (html, markdown) => {
    expect(writeArticleMarkdown(clean(html))).toBe(markdown);
    expect(comparable(again(html))).toBe(comparable(html));
  });

  test("keeps a figure with a caption that has links, and one with two pictures, as HTML", () => {
    const linked = `<figure><img src="${picture}" alt=""><figcaption>De <a href="/x">lui</a></figcaption></figure>`;
    const double = `<figure><img src="${picture}" alt=""><img src="${picture}" alt="b"><figcaption>Deux</figcaption></figure>`;
    for (const html of [linked, double]) expect(comparable(again(html))).toBe(comparable(html));
  });

  test("writes a text whose structure exceeds the parser's limits so that it is read whole", () => {
    const html = `<h2>T</h2>${"<p>[a](b) * _x_ | y</p>".repeat(2_500)}<ul><li>fin</li></ul>`;
    expect(comparable(again(html))).toBe(comparable(html));
  });

  test("reads a block of HTML by itself", () => {
    const html = toHtml(readArticleMarkdown("<div><!-- x\n\nUn **mot**.\n\n<sup>2</sup> <script>alert(1)</script>"));
    expect(html).toContain("<p>Un <strong>mot</strong>.</p>");
    expect(html).toContain("<sup>2</sup>");
    expect(html).not.toContain("<script");
  });

  test("round trip of any tree", () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab1 .*_[]()<>#-+=~|`!&;:\\"é\n'.split("")), maxLength: 10 });
    const tags = [...articleElements.filter((name) => name !== "img"), "p", "p", "li", "em"];
    const { node } = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        text.map((value) => value.replace(/&/g, "&amp;").replace(/</g, "&lt;")),
        fc.constant(`<img src="${picture}" alt="a">`),
        fc
          .tuple(fc.constantFrom(...tags), fc.array(tie("node"), { maxLength: 4 }))
          .map(([name, inside]) => `<${name}${name === "a" ? ' href="/x"' : ""}>${inside.join("")}</${name}>`),
      ),
    }));
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), (nodes) => {
        const html = toHtml(clean(nodes.join("")));
        expect(comparable(again(html))).toBe(comparable(html));
      }),
      { numRuns: 400 },
    );
  });

  const folder = "/work/shared/data/wxr";
  const exports = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".xml")) : [];
  if (exports.length === 0) test.skip(`round trip of real bodies: ${folder} is absent`, () => {});

  test.each(exports)("round trip of each body in %s", (name) => {
    const file = readFileSync(`${folder}/${name}`, "utf8");
    for (const [, body = ""] of file.matchAll(/<content:encoded><!\[CDATA\[(.*?)\]\]><\/content:encoded>/gs)) {
      const html = toHtml(clean(body.replace(/<img [^>]*>/g, `<img src="${picture}" alt="x">`)));
      expect(comparable(again(html))).toBe(comparable(html));
    }
  });
});
