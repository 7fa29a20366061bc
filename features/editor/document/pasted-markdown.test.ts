import { afterAll, describe, expect, test } from "vitest";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { openWorkCounter } from "#lib/work-counter-testing.ts";
import { readPastedMarkdown } from "./pasted-markdown.ts";

const counter = openWorkCounter();
afterAll(() => counter.close());

const read = (text: string) => {
  const tree = readPastedMarkdown(text);
  return tree && toHtml(tree);
};
const note = (text: string) => `<small data-note="">${text}</small>`;

test("converts a note from Obsidian, as its clipboard has it", () => {
  const text = `---
tags: [mer]
date: 2026-11-27
---
# La mer monte

Un **mot** et *un autre*, ~~un vieux~~, \`code\` et
une ligne coupée.

## Chiffres
- un
    - dedans
- deux

1. premier
2. second

> Cité.
> — Ada

| Ville | Hausse |
|:------|-------:|
| Brest | 3 mm |

\`\`\`js
let a = "<b>";
\`\`\`

Voir [la page](https://exemple.fr/a?b=1&c=2) et https://exemple.fr/b.[^source]

***
![Une carte](https://exemple.fr/carte.png)

[^source]: Le *rapport*, page 3.

    Deuxième alinéa.`;
  expect(read(text)).toBe(
    [
      "<pre><code>tags: [mer]\ndate: 2026-11-27</code></pre>",
      "<h2>La mer monte</h2>",
      "<p>Un <strong>mot</strong> et <em>un autre</em>, <del>un vieux</del>, <code>code</code> et une ligne coupée.</p>",
      "<h2>Chiffres</h2>",
      "<ul><li>un<ul><li>dedans</li></ul></li><li>deux</li></ul>",
      "<ol><li>premier</li><li>second</li></ol>",
      "<blockquote><p>Cité. — Ada</p></blockquote>",
      "<table><thead><tr><th>Ville</th><th>Hausse</th></tr></thead><tbody><tr><td>Brest</td><td>3 mm</td></tr></tbody></table>",
      '<pre><code>let a = "&lt;b>";</code></pre>',
      `<p>Voir <a href="https://exemple.fr/a?b=1&amp;c=2">la page</a> et <a href="https://exemple.fr/b">https://exemple.fr/b</a>.${note("Le <em>rapport</em>, page 3. Deuxième alinéa.")}</p>`,
      "<hr>",
      '<p><a href="https://exemple.fr/carte.png">Une carte</a></p>',
    ].join("\n"),
  );
});

describe("footnotes", () => {
  test("that are referenced twice appear twice, inline ones too", () => {
    expect(read("Un[^1] et deux[^1], trois^[Voir *là*.].\n\n[^1]: Une note.")).toBe(
      `<p>Un${note("Une note.")} et deux${note("Une note.")}, trois${note("Voir <em>là</em>.")}.</p>`,
    );
  });

  test("in a footnote are read in brackets, and a note that references itself ends", () => {
    expect(read("Un[^a].\n\n[^a]: Voir[^b].\n\n[^b]: Là[^a].")).toBe(`<p>Un${note("Voir (Là ().).")}.</p>`);
  });

  test("without a reference are kept as text", () => {
    expect(read("Un[^a] mot.\n\n[^a]: Une note.\n[^b]: https://exemple.fr/perdu")).toBe(
      `<p>Un${note("Une note.")} mot.</p>\n<p><a href="https://exemple.fr/perdu">https://exemple.fr/perdu</a></p>`,
    );
  });

  test("without a definition stay as typed", () => {
    expect(read("## Un\n\nDeux[^x] et [^y z].")).toBe("<h2>Un</h2>\n<p>Deux[^x] et [^y z].</p>");
  });
});

test("tags are text, and no address of another scheme becomes a link", () => {
  expect(read("## Un <b>gras</b>\n\n<script>alert(1)</script>")).toBe(
    "<h2>Un &lt;b>gras&lt;/b></h2>\n<p>&lt;script>alert(1)&lt;/script></p>",
  );
  const html = read(
    "[a](javascript:alert(1)) [b](data:text/html,x) ![c](javascript:x) [![d](e.png)](https://exemple.fr/)",
  );
  expect(html).toBe('<p>a b c <a href="https://exemple.fr/">d</a></p>');
});

describe("bounds", () => {
  test.each([
    ["lists in lists", `${"* ".repeat(2_500)}x`],
    ["quotations in quotations", "> ".repeat(3_000)],
    ["emphasis", "*_".repeat(10_000)],
    ["brackets", "[^".repeat(5_000)],
    ["tables", `${"|a".repeat(1_000)}\n${"|-".repeat(1_000)}\n${"|b\n".repeat(1_000)}`],
    ["length", "## a\n\n".repeat(40_000)],
    [
      "a note that is called again and again",
      `${"[^a] ".repeat(900)}\n\n[^a]: ${"mot ".repeat(100)}\n\n    ${"mot ".repeat(200)}`,
    ],
    [
      "notes in notes",
      `Un[^0].\n\n${Array.from({ length: 18 }, (_, n) => `[^${n}]: ${"mot ".repeat(60)} [^${n + 1}] [^${n + 1}]\n`).join("\n")}\n[^18]: fin`,
    ],
  ])("pastes an oversized text unchanged (%s)", (_, text) => {
    expect(readPastedMarkdown(text)).toBeUndefined();
  });

  test("gives up early on a few short notes that reference each other twice", () => {
    const chain = (count: number) =>
      `A[^0]\n\n${Array.from({ length: count }, (_, n) => `[^${n}]: [^${n + 1}][^${n + 1}]\n`).join("\n")}\n[^${count}]: fin`;
    const work = (count: number) => counter.count(() => readPastedMarkdown(chain(count)));
    const few = work(12);
    expect(few).toBeGreaterThan(1_000);
    expect(work(24)).toBeLessThan(3 * few);
  });

  test("converts a long ordinary text", () => {
    const text = "## Titre\n\nUn **mot** et *un autre*, avec [un lien](https://exemple.fr/).\n\n".repeat(700);
    const tree = readPastedMarkdown(text);
    expect(tree && toText(tree).split("\n")).toHaveLength(1_400);
  });
});
