import { createWriteStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { ImportFailure } from "../import-reason.ts";
import { listExportParts } from "./list-parts.ts";
import { beginsAsExport, unpackedName, unpackPart } from "./unpack.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-archives-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const limits = () => ({ folder: at("unpacked"), reserved: 0 });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ImportFailure ? error.reason.code : String(error)),
  );

async function zip(entries: Record<string, string>): Promise<string> {
  const file = new ZipFile();
  for (const [name, text] of Object.entries(entries)) file.addBuffer(Buffer.from(text), name);
  file.end();
  await pipeline(file.outputStream as NodeJS.ReadableStream, createWriteStream(at("site.zip")));
  return at("site.zip");
}

async function unpackAll(path: string): Promise<[string, string][]> {
  const texts: [string, string][] = [];
  for (const part of await listExportParts(path))
    texts.push([part.name, readFileSync(await unpackPart(path, part, limits()), "utf8")]);
  return texts;
}

test("a file that is not an archive is one export, whatever its name", async () => {
  writeFileSync(at("site.zip"), "<rss/>");
  const [part] = await listExportParts(at("site.zip"));
  expect(part).toMatchObject({ name: "site.zip", read: undefined });
  expect(part && (await unpackPart(at("site.zip"), part, limits()))).toBe(at("site.zip"));
  expect(existsSync(at("unpacked/unpacked.xml"))).toBe(false);
});

test("unpacks a gzip file, also one of several members", async () => {
  writeFileSync(at("site.xml.gz"), Buffer.concat([gzipSync("<rss>"), gzipSync("</rss>")]));
  expect(await unpackAll(at("site.xml.gz"))).toEqual([["site.xml", "<rss></rss>"]]);
});

test("lists the exports of a zip in natural order, and nothing else", async () => {
  const path = await zip({
    "a/part 10.xml": "ten",
    "a/part 2.xml": "two",
    "a/part 1.XML": "one",
    "__MACOSX/a/._part 1.xml": "x",
    "a/.hidden.xml": "x",
    "uploads/a.jpg": "x",
    "inner.zip": "x",
  });
  expect(await unpackAll(path)).toEqual([
    ["part 1.XML", "one"],
    ["part 2.xml", "two"],
    ["part 10.xml", "ten"],
  ]);
  expect(await readdir(at("unpacked"))).toEqual([unpackedName]);
});

test("a name in an archive is never a path", async () => {
  const path = await zip({ "XX/XX/etc/evil.xml": "<rss/>" });
  const bytes = readFileSync(path).toString("latin1").replaceAll("XX/XX/", "../../");
  writeFileSync(path, bytes, "latin1");
  expect(await unpackAll(path)).toEqual([["evil.xml", "<rss/>"]]);
  expect((await readdir(folder)).sort()).toEqual(["site.zip", "unpacked"]);
});

test("stops at a limit of bytes, whatever the archive says of its size, and leaves no file", async () => {
  const bomb = "0".repeat(3_000_000);
  writeFileSync(at("bomb.gz"), gzipSync(bomb));
  for (const path of [at("bomb.gz"), await zip({ "bomb.xml": bomb })]) {
    const [part] = await listExportParts(path);
    if (!part) throw new Error("no part");
    const unpack = (changes: object) => codeOf(unpackPart(path, { ...part, bytes: 0 }, { ...limits(), ...changes }));
    expect(await unpack({ maxBytes: 1_000_000 })).toBe("import.archiveTooLarge");
    expect(await unpack({ reserved: 1e18 })).toBe("import.archiveNoRoom");
    expect(await readdir(at("unpacked"))).toEqual([]);
    expect(await unpack({ maxBytes: 3_000_000 })).toBe("none");
  }
});

test("names what is wrong with an archive", async () => {
  expect(await codeOf(listExportParts(await zip({ "a.txt": "x" })))).toBe("import.archiveWithoutExport");
  const whole = readFileSync(await zip({ "a.xml": "<rss>".repeat(1_000) }));
  writeFileSync(at("cut.zip"), whole.subarray(0, whole.length / 2));
  expect(await codeOf(listExportParts(at("cut.zip")))).toBe("import.archiveBroken");
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, 40, 60);
  writeFileSync(at("damaged.zip"), damaged);
  expect(await codeOf(unpackAll(at("damaged.zip")))).toBe("import.archiveBroken");
  const packed = gzipSync("<rss>".repeat(1_000));
  writeFileSync(at("cut.gz"), packed.subarray(0, packed.length - 10));
  expect(await codeOf(unpackAll(at("cut.gz")))).toBe("import.archiveBroken");
});

test("tells from the beginning whether an archive holds an export", async () => {
  expect(await beginsAsExport(await zip({ "a.xml": '<?xml version="1.0"?><rss version="2.0">' }))).toBe(true);
  expect(await beginsAsExport(await zip({ "a.xml": "<html>" }))).toBe(false);
  writeFileSync(at("b.gz"), gzipSync(Buffer.from("<rss >", "utf16le")));
  expect(await beginsAsExport(at("b.gz"))).toBe(true);
});
