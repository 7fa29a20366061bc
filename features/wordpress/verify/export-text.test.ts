import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readExportText } from "./export-text.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-verify-text-"));
const file = join(folder, "export.xml");
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string): Promise<string> {
  writeFileSync(file, content);
  let text = "";
  for await (const piece of readExportText(file)) text += piece;
  return text;
}

/** A piece of the file that is read at once. */
const pieceLength = 1 << 18;

test("escapes an ending within a text wherever the pieces of the file meet", async () => {
  const before = "<rss><a>x</a><content:encoded ><![CDATA[";
  const inside = "a]]></script>b]]></content:encodedX>";
  const after = "c]]>\n\n</content:encoded></rss>";
  const escaped = "a]]]]><![CDATA[></script>b]]]]><![CDATA[></content:encodedX>";
  for (let shift = 0; shift < before.length + inside.length + after.length; shift += 1) {
    const blanks = " ".repeat(pieceLength - shift);
    expect(await read(`<rss>${blanks}${before}${inside}${after}`)).toBe(`<rss>${blanks}${before}${escaped}${after}`);
  }
});

test.each([
  ["sections one after the other", "<rss><a><![CDATA[a]]><![CDATA[b]]></a></rss>"],
  ["text between sections", "<rss><a><![CDATA[a]]> &amp; <![CDATA[b]]></a></rss>"],
  ["a section without an element before it", "<rss><a>text <![CDATA[a]]> text</a></rss>"],
  ["an ending outside a section", "<rss><a>x ]]&gt; y</a></rss>"],
  ["a DTD, which the parser refuses", '<!DOCTYPE rss [<!ENTITY a "<rss>">]><rss/>'],
  ["a file that is none", "nothing"],
  ["an empty file", ""],
])("leaves %s as they are", async (_, text) => {
  expect(await read(text)).toBe(text);
});

test("is linear in endings and openings without an end", async () => {
  const many = `<rss><a><![CDATA[${"]]>".repeat(300_000)}`;
  expect((await read(many)).length).toBe(many.length + 300_000 * "]]<![CDATA[>".length);
  expect((await read("<![CDATA[".repeat(300_000))).length).toBe(9 * 300_000);
});
