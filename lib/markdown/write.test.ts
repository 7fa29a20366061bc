import fc from "fast-check";
import type { Element, ElementContent, Root } from "hast";
import { describe, expect, test } from "vitest";
import { sanitizeComment } from "../html/allowlist.ts";
import { parseHtml } from "../html/parse.ts";
import { toHtml } from "../html/serialise.ts";
import { toText } from "../html/text.ts";
import { parseMarkdown } from "./parse.ts";
import { writeMarkdown } from "./write.ts";

const clean = (html: string) => sanitizeComment(parseHtml(html));
const read = (markdown: string): Root =>
  sanitizeComment(parseMarkdown(markdown, "shown") ?? { type: "root", children: [] });

describe("writeMarkdown", () => {
  test.each([
    ["<p>Un <strong>mois</strong> <em>chargé</em>.</p><p>Et <a href='https://exemple.fr/a_(b)'>un lien</a>.</p>"],
    ["<ul><li>Un<ul><li>Dedans</li></ul></li><li>Deux</li></ul>"],
    ["<ol><li>Un</li><li>Deux</li></ol><ol><li>Autre</li></ol>"],
    ["<ul><li><p>Un</p><p>Suite</p></li><li><p>Deux</p></li></ul>"],
    ["<blockquote><p>Une citation.</p><ul><li>Liste</li></ul></blockquote>"],
    ["<p>Avec <code>a `b` c</code></p><pre><code>const a = 1;\n\n```\nb</code></pre>"],
    ["<p>Ligne<br>suivante <strong>en <em>tout</em> gras</strong></p>"],
    ["<p><a href='https://exemple.fr/'>https://exemple.fr/</a></p>"],
  ])("is read again as it was: %s", (html) => {
    const tree = clean(html);
    const again = toHtml(read(writeMarkdown(tree)));
    expect(again.replaceAll("%28", "(").replaceAll("%29", ")")).toBe(toHtml(tree));
  });

  test.each([
    ["<p>1. étage</p>", "1\\. étage"],
    ["<p># pas un titre</p>", "\\# pas un titre"],
    ["<p>- un tiret</p>", "\\- un tiret"],
    ["<p>2 * 3 et snake_case, _ici_</p>", "2 \\* 3 et snake_case, \\_ici\\_"],
    ["<p>&amp;copy; et &lt;b&gt;</p>", "\\&copy; et \\<b>"],
    ["<p>[x](y) ![i](j)</p>", "\\[x\\](y) !\\[i\\](j)"],
    ["<p>a<strong>.b</strong></p>", "a.b"],
    ["<p>un <strong> mot </strong>ici</p>", "un **mot** ici"],
    ["<p>Lire https://exemple.fr/a_b_*c.</p>", "Lire https://exemple.fr/a_b_*c."],
  ])("escapes what is no markup: %s", (html, markdown) => {
    expect(writeMarkdown(clean(html))).toBe(markdown);
    expect(toText(read(markdown))).toBe(toText(clean(html)));
  });

  test("keeps the text of any tree", () => {
    const letters = fc.string({ unit: fc.constantFrom(...'ab1 .*_[]()<>#-+=~|`!&;:\\"é\n'.split("")), maxLength: 12 });
    const text = letters.map((value): ElementContent => ({ type: "text", value }));
    const element = (tagName: string, children: ElementContent[]): Element => ({
      type: "element",
      tagName,
      properties: tagName === "a" ? { href: "https://exemple.fr/" } : {},
      children,
    });
    const { inline, block } = fc.letrec<{ inline: ElementContent; block: ElementContent }>((tie) => ({
      inline: fc.oneof(
        { maxDepth: 3 },
        text,
        fc
          .tuple(fc.constantFrom("em", "strong", "a", "code", "br"), fc.array(tie("inline"), { maxLength: 3 }))
          .map(([name, children]) => element(name, children)),
      ),
      block: fc.oneof(
        { maxDepth: 3 },
        fc.array(tie("inline"), { maxLength: 4 }).map((children) => element("p", children)),
        fc
          .tuple(fc.constantFrom("ul", "ol"), fc.array(fc.array(tie("block"), { maxLength: 2 }), { maxLength: 3 }))
          .map(([name, items]) =>
            element(
              name,
              items.map((children) => element("li", children)),
            ),
          ),
        fc.array(tie("block"), { maxLength: 3 }).map((children) => element("blockquote", children)),
        text.map((child) => element("pre", [element("code", [child])])),
      ),
    }));
    void inline;
    const words = (root: Root) => toText(root).replace(/\s+/g, " ");
    fc.assert(
      fc.property(fc.array(block, { maxLength: 3 }), (children) => {
        const tree = sanitizeComment({ type: "root", children });
        expect(words(read(writeMarkdown(tree)))).toBe(words(tree));
      }),
      { numRuns: 2000 },
    );
  });
});
