import { afterAll, describe, expect, test } from "vitest";
import { openWorkCounter } from "#lib/work-counter-testing.ts";
import { looksLikeMarkdown } from "./detect-markdown.ts";

describe("Markdown", () => {
  test.each([
    ["headings", "## Un intertitre\n\nDu texte."],
    ["a title with text below", "# Un titre\n\nDu texte."],
    ["an underlined title", "Un titre\n=====\n\nDu texte."],
    ["bold", "Un mot **important** ici."],
    ["italics", "Un mot *important*, et la suite."],
    ["two underscores", "Un _mot_ et\nun _autre_."],
    ["struck out", "Un ~~vieux~~ mot."],
    ["a link", "Voir [la page](https://exemple.fr/a_(b)) là."],
    ["a link in the folder", "Voir [la page](notes/a.md)."],
    ["bullets", "- un\n- deux"],
    ["bullets with more", "* un\n  suite\n\n* deux"],
    ["numbers", "1. un\n2. deux"],
    ["tasks", "- [ ] relire"],
    ["a quotation", "> Un mot.\n> Deux mots."],
    ["a quotation with code", "> Un mot.\n\nEt `code`."],
    ["code", "```js\nlet a = 1;\n```"],
    ["a table", "| A | B |\n|---|:-:|\n| 1 | 2 |"],
    ["a bare table", "A | B\n--- | ---\n1 | 2"],
    ["a footnote", "Un mot[^1].\n\n[^1]: Une note."],
  ])("detects %s", (_, text) => {
    expect(looksLikeMarkdown(text)).toBe(true);
  });
});

describe("prose", () => {
  test.each([
    "Le prix* est hors taxes.\n* Port compris.",
    "Le prénom* a été changé.\n\n*Les prénoms ont été changés, sauf celui de M. *Durand.",
    "3 * 4 * 5 = 60, 3*4*5 aussi",
    "prix*, port* et taxes*",
    "# 1 des ventes cette semaine",
    "#climat #mer",
    "C# et F# sont deux langages",
    "# install\nnpm install",
    "1. C’est la vie, disait-elle.",
    "2. étage, porte 3.",
    "1998. Une année de plus.\n2003. La canicule.",
    "Chapitre 1.\nUn texte.",
    "> 5 % des voix",
    "- Bonjour !\n- Bonjour.\n- Ça va ?",
    "– Bonjour.\n– Bonsoir.",
    "Un tiret - deux tirets - trois",
    "snake_case_name et mon_autre_nom",
    "l`eau d`été",
    "a [sic] (voir plus bas)",
    "Il a dit [la mer](sic) hier",
    "A | B | C",
    "Paris\n---\nLyon",
    "-- \nAda Lovelace",
    "Un texte.\n\nUn autre.",
    "***",
    "",
    "https://exemple.fr/a_b_c_d",
    `${"## Titre\n\n".repeat(20_001)}`,
  ])("takes %j for prose", (text) => {
    expect(looksLikeMarkdown(text)).toBe(false);
  });
});

const counter = openWorkCounter();
afterAll(() => counter.close());

test("reads unreferenced notes in time proportional to their number", () => {
  const notes = (count: number) => Array.from({ length: count }, (_, n) => `[^${n}]:`).join("\n");
  const work = (text: string) => counter.count(() => looksLikeMarkdown(text));
  work(notes(10));
  const few = work(notes(500));
  expect(few).toBeGreaterThan(500);
  expect(work(notes(2_000))).toBeLessThan(5 * few);
});
