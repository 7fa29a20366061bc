import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { scanExport } from "../scan.ts";
import { openExport } from "./decode.ts";
import type { ExportItem } from "./entries.ts";
import { parseItem } from "./item.ts";
import { readExport } from "./reader.ts";
import { sampleExport, sampleFoot, sampleHead, sampleItem } from "./sample-testing.ts";
import { splitExport } from "./split.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-split-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function splitFile(path: string) {
  const file = await open(path, "r");
  try {
    const pieces: { isItem: boolean; start: number; text: string; bodies: string[] }[] = [];
    for await (const { isItem, start, bytes, bodies } of splitExport(file, path))
      pieces.push({
        isItem,
        start,
        text: bytes.toString("utf8"),
        bodies: bodies.map((range) => bytes.toString("utf8", range.start, range.end)),
      });
    return pieces;
  } finally {
    await file.close();
  }
}

function split(text: string) {
  const path = join(folder, "export.xml");
  writeFileSync(path, text);
  return splitFile(path);
}

describe("splitting an export", () => {
  it("finds the items, whatever their texts look like", async () => {
    const items = [
      sampleItem({ id: 1, content: "a </item> <item> b" }),
      sampleItem({ id: 2, content: "x]]>y <!-- </item>", comments: [{ id: 4, content: "</item>" }] }),
      "<item/>",
      "<item a='>' ><item></item><!-- </item> --><? </item> ?></item >",
    ];
    const pieces = await split(`${sampleHead()}<itemise>x</itemise>${items.join("<!-- <item> -->")}${sampleFoot}`);
    expect(pieces.filter(({ isItem }) => isItem).map(({ text }) => text)).toEqual(items.map((item) => item.trim()));
    expect(pieces.map(({ text }) => text).join("")).toBe(
      `${sampleHead()}<itemise>x</itemise>${items.join("<!-- <item> -->")}${sampleFoot}`,
    );
    expect(pieces.find(({ isItem }) => isItem)?.bodies).toEqual(["a </item> <item> b"]);
  });

  it("is not misled by the ends of chunks", async () => {
    const item = sampleItem({ id: 7, content: "é]]>&amp;<".repeat(20) });
    for (let shift = 0; shift < 60; shift += 1) {
      // A chunk has 262,144 bytes: each shift puts its end elsewhere in an item.
      const before = `${sampleHead()}<!-- ${"-x".repeat(130_300 + shift * 13)} -->`;
      const pieces = await split(before + item + item + sampleFoot);
      expect(pieces.filter(({ isItem }) => isItem).map(({ text }) => text)).toEqual([item.trim(), item.trim()]);
    }
  });

  it("says where each piece begins", async () => {
    const text = sampleExport([{ id: 1, title: "Été" }, { id: 2 }]);
    for (const piece of await split(text))
      expect(Buffer.from(text).toString("utf8", piece.start, piece.start + Buffer.byteLength(piece.text))).toBe(
        piece.text,
      );
  });

  it("refuses a tag without an end, and reads no further", async () => {
    for (const tag of ['<item a="', "<item ", '<item></item a="']) {
      const path = join(folder, "open-tag.xml");
      writeFileSync(path, `${sampleHead()}${tag}${"x".repeat(3_000_000)}`);
      const file = await open(path, "r");
      let bytes = 0;
      const read: typeof file.read = async (...given: unknown[]) => {
        const result = await (file.read as (...given: unknown[]) => Promise<{ bytesRead: number }>)(...given);
        bytes += result.bytesRead;
        return result as never;
      };
      const counted = new Proxy(file, { get: (of, name) => (name === "read" ? read : Reflect.get(of, name)) });
      const pieces = async () => {
        for await (const _ of splitExport(counted, path));
      };
      await expect(pieces()).rejects.toThrow(/a tag without an end at byte \d+/);
      expect(bytes).toBeLessThan(600_000);
      await file.close();
    }
  });

  it("refuses an item that is too large to be held", async () => {
    const path = join(folder, "huge.xml");
    const file = await open(path, "w");
    await file.write(`${sampleHead()}<item>`);
    // A sparse file: its zeros take no room on the disk.
    await file.truncate(150_000_000);
    await file.close();
    await expect(splitFile(path)).rejects.toThrow(/item at byte \d+ is larger than 100 MB/);
  });
});

/** What the import reads of a file, item by item, and what a reading from the beginning to the end finds. */
async function readTwice(path: string) {
  const { file, preamble, close } = await openExport(path);
  try {
    const scan = await scanExport(file, path);
    const inPieces: (ExportItem | undefined)[] = [];
    for await (const { isItem, bytes } of splitExport(file, path, preamble.end))
      if (isItem) inPieces.push(parseItem(scan.head, bytes.toString("utf8")));
    const atOnce: ExportItem[] = [];
    for await (const entry of readExport(path)) if (entry.kind === "item") atOnce.push(entry.item);
    const withoutLines = (items: (ExportItem | undefined)[]) => items.map((item) => ({ ...item, line: 0 }));
    return { scan, inPieces: withoutLines(inPieces), atOnce: withoutLines(atOnce) };
  } finally {
    await close();
  }
}

describe("an export that is not well-formed", () => {
  const script = "<script>// <![CDATA[\na = '</item>' <!-- \n// ]]></script>après";
  const unescaped = (text: string) => text.replaceAll("]]]]><![CDATA[>", "]]>");
  const before = fc.array(
    fc.constantFrom("\n", "Warning: <b>x</b> in y.php\n", "<!-- a -->", "<!--", "<div>", "é", "<item>", "\ufeff"),
    { maxLength: 6 },
  );
  const texts = fc.array(fc.constantFrom(script, "]]>", "a ]]> b", "<p>x</p>", "\n", "<![CDATA[", "</title>", "&"), {
    maxLength: 6,
  });

  it("gives the same items in pieces as at once", async () => {
    const path = join(folder, "damaged.xml");
    let read = 0;
    await fc.assert(
      fc.asyncProperty(before, texts, texts, async (junk, content, title) => {
        const items = [{ id: 1, content: content.join("") }, { id: 2, title: title.join("") }, { id: 3 }];
        writeFileSync(path, junk.join("") + unescaped(sampleExport(items)));
        const result = await readTwice(path).catch((error: unknown) => {
          // Refused by both: a refusal without a position would be the scan's alone.
          expect(String(error)).toMatch(/damaged\.xml:\d+:\d+: /);
          return undefined;
        });
        if (!result) return;
        read += 1;
        expect(result.inPieces).toEqual(result.atOnce);
        expect(result.atOnce.map(({ id }) => id)).toEqual(["1", "2", "3"]);
      }),
    );
    expect(read).toBeGreaterThan(20);
  });

  it("keeps a text with the end of a CDATA section, and drops what is before the export", async () => {
    const path = join(folder, "damaged.xml");
    const content = "<script>//<![CDATA[\nx\n//]]></script>Après.";
    const xml = unescaped(sampleExport([{ id: 1, content, comments: [{ id: 9, content: "a ]]> b" }] }]));
    writeFileSync(path, Buffer.concat([Buffer.from("\nWarning: \xe9\n", "latin1"), Buffer.from(xml)]));
    const { scan, atOnce, inPieces } = await readTwice(path);
    expect(inPieces).toEqual(atOnce);
    expect([atOnce[0]?.content, atOnce[0]?.comments?.[0]?.content]).toEqual([content, "a ]]> b"]);
    expect(scan.bytesBefore).toBe(10);
  });

  it("reads prefixes that wordpress.com does not declare", async () => {
    const path = join(folder, "damaged.xml");
    const head = "<atom:link rel='hub' href='https://x.test/'/><sy:updatePeriod>hourly</sy:updatePeriod>";
    const items = sampleItem({ id: 1 }).replace("</title>", "</title><media:thumbnail url='x'/>");
    writeFileSync(path, sampleHead({ head }) + items + sampleFoot);
    const { atOnce, inPieces } = await readTwice(path);
    expect(atOnce.map(({ id }) => id)).toEqual(["1"]);
    expect(inPieces).toEqual(atOnce);
  });

  it("names the line and column in the file", async () => {
    const path = join(folder, "damaged.xml");
    writeFileSync(path, `Notice\nNotice\n${sampleExport([{ id: 1 }, { id: 2, title: "q" }]).replace("q]]", "q")}`);
    await expect(readTwice(path)).rejects.toThrow(/damaged\.xml:\d+:\d+: The file is not well-formed/);
    writeFileSync(path, `Notice\nNotice\n${sampleExport([{ id: 1 }]).replace("</item>", "</itme>")}`);
    await expect(readTwice(path)).rejects.toThrow(/damaged\.xml:7:\d+: /);
    writeFileSync(path, `Notice\n<!DOCTYPE rss [<!ENTITY a "b">]>${sampleExport([])}`);
    await expect(readTwice(path)).rejects.toThrow(/damaged\.xml:2:\d+: /);
  });
});

const data = "../shared/data/wxr";
describe.skipIf(!existsSync(data))("the exports in ../shared/data/wxr (skipped where absent)", () => {
  it.each(["seed-site.xml", "theme-unit-test.xml", "block-test.xml", "related-demo.xml"])(
    "reads the same items of %s in pieces as at once",
    async (name) => {
      const { inPieces, atOnce } = await readTwice(join(data, name));
      expect(inPieces).toEqual(atOnce);
      expect(atOnce.length).toBeGreaterThan(10);
    },
  );
});
