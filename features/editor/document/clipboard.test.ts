import { existsSync, readdirSync, readFileSync } from "node:fs";
import { getSchema } from "@tiptap/core";
import { Node } from "@tiptap/pm/model";
import { describe, expect, it, test } from "vitest";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { readClipboard } from "./clipboard.ts";
import { bodyNodes } from "./nodes.ts";
import { readDocument } from "./read-document.ts";
import { writeDocument } from "./write-document.ts";

const pasted = (html: string) => toHtml(sanitizeArticle(readClipboard(parseHtml(html)).tree));

// As Word 2021 and Google Docs write them, shortened.
const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head><body lang=FR style='tab-interval:35.4pt'><!--StartFragment-->
<p class=MsoTitle><span style='mso-fareast-language:FR'>Le titre<o:p></o:p></span></p>
<p class=MsoNormal><b>Gras</b>, <i>penché</i> et <span style='font-weight:bold'>aussi</span>.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Un<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o </span>Dedans<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>Deux<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td width=200 style='border:solid'><p class=MsoNormal>A<o:p></o:p></p></td><td><p class=MsoNormal>B</p></td></tr></table>
<!--EndFragment--></body></html>`;

const google = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1234"><h2 dir="ltr" style="line-height:1.38;"><span style="font-size:16pt;font-weight:700;">Un intertitre</span></h2>
<p dir="ltr" style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;">Du texte </span><span style="font-weight:700;">gras</span><span style="font-style:italic"> penché</span> et <a href="https://example.org/" style="text-decoration:none;"><span style="color:#1155cc;text-decoration:underline;">un lien</span></a>.</p><br>
<ul style="margin-top:0"><li dir="ltr" style="list-style-type:disc" aria-level="1"><p dir="ltr" role="presentation"><span>Un</span></p></li></ul><ul><li><ul><li>Dedans</li></ul></li></ul></b>`;

test("reads Word", () => {
  expect(pasted(word)).toBe(
    [
      "<h2>Le titre</h2>",
      "<p><strong>Gras</strong>, <em>penché</em> et <strong>aussi</strong>.</p>",
      "<ul><li>Un<ul><li>Dedans</li></ul></li><li>Deux</li></ul>",
      "<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table>",
    ].join("\n"),
  );
});

test("removes the markers that Word typed in lists, and no similar word", () => {
  const line = (text: string, marker = "") =>
    `<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>${marker && `<![if !supportLists]><span style='mso-list:Ignore'>${marker}<span>&nbsp;&nbsp; </span></span><![endif]>`}${text}</p>`;
  expect(pasted(line("M. Dupont", "·") + line("A. Martin", "·"))).toBe("<ul><li>M. Dupont</li><li>A. Martin</li></ul>");
  expect(pasted(line("Un", "1.") + line("<b>Mme.</b> Deux", "b)"))).toBe(
    "<ol><li>Un</li><li><strong>Mme.</strong> Deux</li></ol>",
  );
  expect(pasted(line("M. Dupont") + line("M.&nbsp;Martin") + line("2. étage") + line("- tiret"))).toBe(
    "<ul><li>M. Dupont</li><li>M.\u00a0Martin</li><li>2. étage</li><li>- tiret</li></ul>",
  );
  expect(pasted(line("1.&nbsp;&nbsp;&nbsp; Un") + line("2.&nbsp;&nbsp; Deux"))).toBe(
    "<ol><li>Un</li><li>Deux</li></ol>",
  );
  expect(pasted(line("·&nbsp; Un") + line("• Deux"))).toBe("<ul><li>Un</li><li>Deux</li></ul>");
  expect(pasted("<p>Sans liste <span style='mso-list:Ignore'>1. </span>ici</p>")).toBe("<p>Sans liste ici</p>");
});

test("reads Google Docs", () => {
  expect(pasted(google)).toBe(
    [
      "<h2><strong>Un intertitre</strong></h2>",
      '<p>Du texte <strong>gras</strong><em> penché</em> et <a href="https://example.org/">un lien</a>.</p>',
      "<ul><li>Un</li></ul>",
      "<ul><li><ul><li>Dedans</li></ul></li></ul>",
    ]
      .join("\n")
      .replace("<h2><strong>Un intertitre</strong></h2>", "<h2>Un intertitre</h2>"),
  );
});

test.each([
  ["font-weight: Bold", "<strong>x</strong>"],
  ["font-weight:700", "<strong>x</strong>"],
  ["font-weight:400", "x"],
  // Word's own property for right-to-left scripts.
  ["mso-bidi-font-weight:bold", "x"],
  ["FONT-STYLE:italic;vertical-align:super", "<sup><em>x</em></sup>"],
  ["vertical-align:sub", "<sub>x</sub>"],
  ["color:red; text-decoration: underline line-through", "<s>x</s>"],
  ["text-decoration-line:line-through", "<s>x</s>"],
  ["text-decoration:none;content:line-through", "x"],
  ["font-weight:bold;font-weight:normal", "x"],
  ["font-weight", "x"],
])("converts a span with the style %j", (style, html) => {
  expect(pasted(`<p><span style="${style}">x</span></p>`)).toBe(`<p>${html}</p>`);
});

test("ignores Word's font weight for right-to-left scripts", () => {
  expect(pasted("<p><b style='mso-bidi-font-weight:normal'>x</b></p>")).toBe("<p><strong>x</strong></p>");
  expect(pasted("<p><b style='font-weight: normal'>x</b></p>")).toBe("<p>x</p>");
});

test("turns a known player of a copied page into an embed, and drops other frames", () => {
  const youtube = "https://www.youtube.com/watch?v=abcdefghijk";
  const embed = (title: string) => `<p data-embed=""><a href="${youtube}">${title}</a></p>`;
  const frame = (src: string, title = "") => `<iframe src="${src}" title="${title}"></iframe>`;
  const player = frame("https://www.youtube.com/embed/abcdefghijk?rel=0", "Le phare");
  expect(pasted(`<p>Avant.</p>${player}<p>Après.</p>`)).toBe(`<p>Avant.</p>\n${embed("Le phare")}\n<p>Après.</p>`);
  expect(pasted(`<p>Avant.${player}Après.</p>`)).toBe(`<p>Avant.</p>\n${embed("Le phare")}\n<p>Après.</p>`);
  expect(pasted(`<figure>${frame("//www.youtube-nocookie.com/embed/abcdefghijk")}</figure>`)).toBe(
    embed("youtube.com"),
  );
  const secret = `https://nom:secret@framatube.org/videos/embed/${"a".repeat(24)}`;
  for (const other of ["https://ads.exemple.com/x", "javascript:alert(1)", "", secret])
    expect(pasted(`<p>Avant.</p>${frame(other)}<p>Après.</p>`)).toBe("<p>Avant.</p>\n<p>Après.</p>");
});

describe("hostile", () => {
  const data = "../shared/data/xss";
  const schema = getSchema(bodyNodes);
  it.skipIf(!existsSync(data))("makes each line of the hostile collections harmless and stable", () => {
    const lines = readdirSync(data)
      .filter((name) => name.endsWith(".txt"))
      .flatMap((name) => readFileSync(`${data}/${name}`, "utf8").split("\n"));
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines) {
      const html = pasted(line);
      expect(html).not.toMatch(
        /<[^>]*\s(?:on\w+|style|src)=(?!"\/media\/)|<(?:script|style|iframe|svg|object|form)\b|href="(?!https?:|mailto:|[/#?.\w-])/i,
      );
      const { document, memory } = readDocument(parseHtml(html));
      Node.fromJSON(schema, document).check();
      expect(writeDocument(document, memory)).toBe(html);
    }
  });

  it("reads a megabyte", () => {
    const html = pasted(word.repeat(Math.ceil(1_000_000 / word.length)));
    const { document, memory } = readDocument(parseHtml(html));
    expect(writeDocument(document, memory)).toBe(html);
  });
});
