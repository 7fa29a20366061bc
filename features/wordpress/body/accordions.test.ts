import { expect, test } from "vitest";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { convertAccordions } from "./accordions.ts";

const convert = (html: string) => toHtml(sanitizeArticle(convertAccordions(parseHtml(html))));

const item = (title: string, text: string) =>
  `<div class="wp-block-accordion-item"><h3 class="wp-block-accordion-heading"><button type="button" class="wp-block-accordion-heading__toggle"><span class="wp-block-accordion-heading__toggle-title">${title}</span><span class="wp-block-accordion-heading__toggle-icon" aria-hidden="true">+</span></button></h3><div role="region" class="wp-block-accordion-panel"><p>${text}</p></div></div>`;
const pane = (title: string, text: string) =>
  `<div class="wp-block-kadence-pane"><div class="kt-accordion-header-wrap"><button class="kt-blocks-accordion-header"><div><span class="kt-blocks-accordion-title">${title}</span></div><div class="kt-blocks-accordion-icon-trigger"></div></button></div><div class="kt-accordion-panel"><div class="kt-accordion-panel-inner"><p>${text}</p></div></div></div>`;
const [un, deux] = ["A", "B"].map((title) => `<details><summary>${title}</summary><p>Texte</p></details>`);

test.each([
  [`<div class="wp-block-accordion">${item("A", "Texte")}\n${item("B", "Texte")}</div>`, `${un}\n${deux}`],
  [`<div class="kt-accordion-wrap">${pane("A", "Texte")}${pane("B", "Texte")}</div>`, `${un}\n${deux}`],
  // Several titles in one element.
  [
    '<div><button class="accordion">A</button>Texte<button class="accordion">B</button><p>Texte</p></div>',
    `${un}\n${deux}`,
  ],
  // Among other text only the panel belongs to the title.
  [
    '<p>Avant</p><p><button class="accordion">A</button></p> <div>Texte</div><p>Après</p>',
    `<p>Avant</p>\n${un}\n<p>Après</p>`,
  ],
  ['<button class="accordion">A</button><p>Texte</p>', "<p><strong>A</strong></p>\n<p>Texte</p>"],
  // A title without content, and buttons that are none.
  ['<div><button class="toggle">A</button> </div>', "<p><strong>A</strong></p>"],
  ["<div><button>A</button><p>Texte</p></div>", "<p>Texte</p>"],
  ['<form><button class="toggle">A</button><p>Texte</p></form>', "<p>Texte</p>"],
  ["<div><h3><button>A</button></h3><p>Texte</p></div>", "<h3>A</h3>\n<p>Texte</p>"],
  // One within another.
  [item("Tout", pane("A", "Texte")), `<details><summary>Tout</summary>${un}</details>`],
])("%s", (given, wanted) => {
  expect(convert(given)).toBe(wanted);
});

test.each([
  ["elements around elements", `${"<div>".repeat(150)}<button class=toggle>A</button>${"</div>".repeat(150)}`, "A"],
  ["titles", `<div>${"<button class=toggle>A</button>".repeat(5_000)}Fin</div>`, "Fin"],
  ["line breaks", `<div><button class=toggle>A</button>${"<br>".repeat(20_000)}</div>Fin`, "Fin"],
  ["titles in titles", `${"<div><h3><button class=toggle>A</button></h3><div>".repeat(80)}Fin`, "Fin"],
])("keeps the text of many %s", (_, html, text) => {
  expect(convert(html)).toContain(text);
});
