import { describe, expect, test } from "vitest";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { readClipboard } from "../clipboard.ts";
import {
  googleDocs,
  googleExport,
  libreOffice,
  notion,
  webPage,
  wordPicture,
  wordReviewed,
} from "./word-processors-testing.ts";

/** Converts to a body; pictures are numbered in the order in which they reach the library. */
const body = (html: string) => {
  const { tree, pictures } = readClipboard(parseHtml(html));
  const stored = toHtml(sanitizeArticle(tree));
  return [...pictures.keys()].reduce((text, key, n) => text.replaceAll(key, `N${n}`), stored).split("\n");
};
const leftOut = (html: string) => {
  const { comments, deletions } = readClipboard(parseHtml(html));
  return { comments, deletions };
};

const list = "<ul><li>Un<ul><li>Dedans</li></ul></li><li>Deux</li></ul>";
const table = "<table><tbody><tr><td>A</td><td><strong>B</strong></td></tr></tbody></table>";

const picture = (n: number) => `<p><img src="/media/N${n}" alt=""></p>`;

describe("reads a whole clipboard", () => {
  test("of Word, with comments, tracked changes and notes", () => {
    expect(body(wordReviewed)).toEqual([
      "<h2>La tour</h2>",
      '<p>Le <strong>phare</strong> est ancien, dit le gardien<small data-note="">Entretien du <strong>5 mars</strong>, avec <a href="https://example.org/gardien">le gardien</a>.</small>. Il date de <em>1856</em>.</p>',
      '<p>Voir la première partie, et ceci<small data-note="">Un alinéa.<br>Un autre.</small>.<small data-note="">Archives.</small></p>',
    ]);
    expect(leftOut(wordReviewed)).toEqual({ comments: 2, deletions: true });
  });

  test("of Word with a picture", () => {
    // The picture is in Word's own folder: it is named and gets no placeholder.
    expect(body(wordPicture)).toEqual(["<p>Avant la photo.</p>", "<p>Figure 1 — Le phare</p>"]);
    expect(leftOut(wordPicture)).toEqual({ comments: 0, deletions: false });
  });

  test("of LibreOffice Writer", () => {
    expect(body(libreOffice)).toEqual([
      "<h2>La tour</h2>",
      '<p>Le <strong>phare</strong> est ancien<small data-note="">Selon le <strong>gardien</strong>.</small>, et <em>haut</em><small data-note="">Trente mètres.</small>.</p>',
      list,
      table,
      picture(0),
    ]);
  });

  test("of Google Docs", () => {
    expect(body(googleDocs)).toEqual([
      "<h2>La tour</h2>",
      '<p>Le <strong>phare</strong> est <a href="https://example.org/ancien">ancien</a><em>, dit-on</em><s>.</s></p>',
      list,
      picture(0),
      table,
    ]);
  });

  test("of a document that Google Docs exported", () => {
    expect(body(googleExport)).toEqual([
      '<p>Le phare est ancien<small data-note="">Selon le gardien.</small>, et haut<small data-note="">Trente mètres.<br>Sans la girouette.</small>.</p>',
    ]);
    expect(leftOut(googleExport)).toEqual({ comments: 1, deletions: false });
  });

  test("of Notion", () => {
    expect(body(notion)).toEqual([
      "<h2>La tour</h2>",
      '<p>Le <strong>phare</strong> est <em>ancien</em>, <del>bas</del> et <code>haut</code> : <a href="https://example.org/">voir</a>.</p>',
      list,
      '<ol start="2"><li>Deuxième</li></ol>',
      "<ul><li>[x] Fait</li><li>[ ] À faire</li></ul>",
      "<p>💡 À retenir.</p>",
      "<blockquote><p>Une citation.</p></blockquote>",
      "<pre><code>const a = 1;</code></pre>",
      picture(1),
      "<hr>",
    ]);
    expect(leftOut(notion)).toEqual({ comments: 0, deletions: false });
  });

  test("of a web page with notes", () => {
    expect(body(webPage)).toEqual([
      "<h2>La tour</h2>",
      '<p>Le <strong>phare</strong> est <a href="https://fr.wikipedia.org/wiki/Ancien" title="Ancien">ancien</a><small data-note="">Selon le <em>gardien</em>.</small>, voir <a href="https://fr.wikipedia.org/wiki/Phare#Histoire">son histoire</a>.</p>',
      '<figure><a href="https://fr.wikipedia.org/wiki/Fichier:Phare.jpg"><img src="/media/N0" alt=""></a><figcaption>Le phare en 2019</figcaption></figure>',
      "<p>Une ligne 🙂 de plus.</p>",
    ]);
  });
});
