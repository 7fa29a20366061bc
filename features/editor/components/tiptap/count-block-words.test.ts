import type { Node } from "@tiptap/pm/model";
import { expect, test } from "vitest";
import { countWords } from "#features/articles/rules.ts";
import { writeStoredBlock } from "#features/editor/document/write-document.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { createBlockWordCounter } from "./count-block-words.ts";
import { opened, written } from "./tiptap-testing.ts";

const id = "0123456789abcdef01234567";

const counting = () => {
  const work: Node[] = [];
  const count = createBlockWordCounter((block: Node) => {
    work.push(block);
    return writeStoredBlock(block.toJSON(), new Map());
  });
  return { work, count };
};

test.each([
  ["<p>L’été, aujourd'hui, l'hôpital et 12 000 porte-monnaie à 3,5 %.</p>"],
  ["<p>Un</p><p>Deux</p><h2>Trois</h2><hr><ul><li>Quatre<ul><li>Cinq</li></ul></li></ul>"],
  ["<p>Avant<small data-note=''>Une note.</small>après</p><p>Un <em>mo</em>t<br>coupé</p>"],
  [`<figure><img src="/media/${id}" alt="pas compté"><figcaption>Une légende</figcaption></figure><p>Fin</p>`],
  ["<table><tr><td>A</td><td>B</td></tr></table><pre><code>let a</code></pre><p></p>"],
  ['<p data-card="7"><a href="/articles/x">Un titre</a></p><p data-embed=""><a href="https://a.test/">Film</a></p>'],
  ["<dl><dt>Mot</dt><dd>Sens</dd></dl><aside data-callout='note'><p>Encadré</p></aside>"],
  ["<table><caption>Titre</caption><tr><td>Gardé d’une pièce</td></tr></table>"],
])("counts %s as the server does", (html) => {
  const state = opened(html);
  const site = countWords(toText(parseHtml(written(state))));
  expect(site).toBeGreaterThan(0);
  expect(counting().count([...state.doc.children])).toBe(site);
});

test("counts only the changed block after a keystroke", () => {
  const state = opened(`<p>Un|</p>${"<p>Cinq mots et puis c’est tout.</p>".repeat(2_000)}`);
  const { work, count } = counting();
  const before = count([...state.doc.children]);
  expect(work).toHaveLength(2_001);
  const next = state.apply(state.tr.insertText(" mot"));
  expect(count([...next.doc.children])).toBe(before + 1);
  expect(work).toHaveLength(2_002);
});
