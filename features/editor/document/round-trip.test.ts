import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getSchema } from "@tiptap/core";
import { Node } from "@tiptap/pm/model";
import { afterAll, beforeEach, describe, expect, it, test } from "vitest";
import { articles } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { storeImage } from "#features/media/mutations.ts";
import { findMedia } from "#features/media/queries.ts";
import { importWordPress } from "#features/wordpress/import.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { bodyNodes } from "./nodes.ts";
import { ensureTrailingParagraph, readDocument } from "./read-document.ts";
import { writeDocument } from "./write-document.ts";

const schema = getSchema(bodyNodes);
const stored = (html: string) => toHtml(sanitizeArticle(parseHtml(html)));

/** Returns what the editor would store for an unchanged body. The document is checked against the schema. */
function throughEditor(html: string): { html: string; kept: number } {
  const { document, memory } = readDocument(parseHtml(html));
  const opened = ensureTrailingParagraph(document);
  // The editor would append a paragraph to any other end.
  expect(opened.content?.at(-1)?.type).toBe("paragraph");
  const node = Node.fromJSON(schema, opened);
  node.check();
  let kept = 0;
  node.descendants((child) => {
    if (child.type.name === "kept") kept += 1;
  });
  return { html: writeDocument(node.toJSON(), memory), kept };
}

const id = "0123456789abcdef01234567";
const pictures = `<img src="/media/${id}" alt="Une tour" width="4" height="3"><img src="/media/${id}" alt="">`;

describe("opening and storing a body", () => {
  const bodies = [
    "",
    "<p>Un <strong>mot</strong>, un <a href=/x title=là>lien</a> et <em><strong>deux</strong></em> <strong><em>marques</em></strong>.</p>",
    "<h2>Un</h2><h3>Deux</h3><h4>Trois <code>code</code></h4><hr>",
    "<p>Un<br>deux <q>cité</q> <abbr title='Hypertext'>HTML</abbr> <time datetime=2026-11-24>hier</time></p>",
    "<ul><li>Un<ul><li>Dedans</li></ul></li><li><p>Deux</p><p>Trois</p></li></ul>",
    "<ol start=3 reversed><li>Un<blockquote><p>Cité</p></blockquote></li></ol>",
    "<blockquote><p>Mot<cite>Elle</cite></p></blockquote>",
    "<pre>  a\n  b</pre><pre><code>let a = 1 &lt; 2;\n</code></pre><pre>un <b>gras</b></pre>",
    `<figure>${pictures}<figcaption>Légende <small>Crédit</small></figcaption></figure>`,
    `<figure><a href="https://a.test/"><img src="/media/${id}" alt="a"></a></figure>`,
    `<p>Un <img src="/media/${id}" alt="a" width="1" height="2"> dedans</p>`,
    "<figure><blockquote><p>Cité</p></blockquote><figcaption>Elle</figcaption></figure>",
    "<table><thead><tr><th scope=col>A</th><th>B</th></tr></thead><tbody><tr><td colspan=2>C<p>D</p></td></tr></tbody></table>",
    "<table><caption>Titre</caption><tr><td>A</td></tr></table>",
    "<table><tr><td rowspan=2>A</td><td>B</td></tr><tr><td>C</td></tr></table>",
    "<table><tr><td rowspan=9>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>",
    "<dl><dt>Mot</dt><dd>Sens</dd><dd><p>Un</p><p>Deux</p></dd></dl>",
    '<p data-card="7"><a href="/articles/x">X</a></p><p data-card="8"><a href="/articles/y"><em>Y</em></a></p>',
    '<p data-embed=""><a href="https://www.youtube.com/watch?v=abc">Un film</a></p>',
    '<aside data-callout="warning"><p>Gare.</p><ul><li>Un</li></ul></aside>',
    "<details><summary>Une <em>question</em> <a href=/x>là</a></summary><p>Réponse</p><ul><li>Un</li></ul></details>",
    `<details><summary>Titre</summary><figure>${pictures}</figure><details><summary>Dedans</summary><p>Fond</p></details></details>`,
    "<ul><li>Un<details><summary>Titre</summary><p>Texte</p></details></li></ul>",
    'Un mot<small data-note="">Voir <a href="/x">là</a>.</small> et <small>petit</small>.',
    "<p>Un <del>mot</del><ins>deux</ins><sub>a</sub><sup>b</sup> <kbd>Ctrl</kbd><samp>x</samp><var>y</var> <mark>z</mark> <s>w</s></p>",
    "<p><em>a <a href=/x>b <strong>c</strong></a></em><strong>d</strong></p>",
  ];
  it.each(bodies)("keeps %s byte for byte", (given) => {
    const html = stored(given);
    expect(throughEditor(html).html).toBe(html);
  });

  it("keeps only what the editor cannot edit in one piece", () => {
    const kept = bodies.map((given) => throughEditor(stored(given)).kept);
    expect(kept.reduce((sum, n) => sum + n, 0)).toBe(5);
  });
});

test("stores changed blocks in canonical form, and unchanged ones as they were", () => {
  const html = stored("<p><em><strong>un</strong></em></p><p><em><strong>deux</strong></em></p>");
  const { document, memory } = readDocument(parseHtml(html));
  const text = document.content?.[1]?.content?.[0];
  if (text) text.text = "trois";
  expect(writeDocument(document, memory)).toBe(
    "<p><em><strong>un</strong></em></p>\n<p><strong><em>trois</em></strong></p>",
  );
});

describe("every imported body", () => {
  const { db, clear } = testDatabase();
  beforeEach(clear);
  const folder = mkdtempSync(join(tmpdir(), "vigie-round-trip-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const storage = diskStorage(join(folder, "media"));
  const data = "../shared/data/wxr";

  it.skipIf(!existsSync(data))(
    "of ../shared/data (skipped where that is absent)",
    async () => {
      let bodies = 0;
      let kept = 0;
      for (const name of ["seed-site.xml", "theme-unit-test.xml", "block-test.xml", "related-demo.xml"]) {
        await importWordPress(db, {
          file: join(data, name),
          uploads: join(data, "uploads"),
          store: (tx, upload) => storeImage(tx, upload, storage),
          sizeOf: findMedia,
          pictureAddress: (picture: { id: string }) => `/media/${picture.id}`,
        });
      }
      for (const { slug, html } of await db.select({ slug: articles.slug, html: articles.bodyHtml }).from(articles)) {
        const result = throughEditor(html);
        expect(result.html, slug).toBe(html);
        bodies += 1;
        kept += result.kept;
      }
      console.log(`${bodies} bodies, ${kept} blocks kept in one piece`);
      expect(bodies).toBeGreaterThan(50);
    },
    120_000,
  );
});
