import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { scanExport } from "../scan.ts";
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

const data = "../shared/data/wxr";
describe.skipIf(!existsSync(data))("the exports in ../shared/data/wxr (skipped where absent)", () => {
  it.each(["seed-site.xml", "theme-unit-test.xml", "block-test.xml", "related-demo.xml"])(
    "reads the same items of %s in pieces as at once",
    async (name) => {
      const path = join(data, name);
      const file = await open(path, "r");
      const scan = await scanExport(file, path).finally(() => file.close());
      const inPieces = (await splitFile(path)).flatMap(({ isItem, text }) =>
        isItem ? [parseItem(scan.head, text)] : [],
      );
      const atOnce: ExportItem[] = [];
      for await (const entry of readExport(path)) if (entry.kind === "item") atOnce.push(entry.item);
      const withoutLines = (items: (ExportItem | undefined)[]) => items.map((item) => ({ ...item, line: 0 }));
      expect(withoutLines(inPieces)).toEqual(withoutLines(atOnce));
      expect(atOnce.length).toBeGreaterThan(10);
    },
  );
});
