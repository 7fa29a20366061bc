import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { drainBody, receiveForm, receiveJson } from "./receive-form.ts";
import { choosePieceBytes, maxExportBytes, minPieceBytes } from "./rules.ts";
import { appendPiece, findUploadedExport, finishUpload, readUploadedSize, removeOldUploads } from "./uploaded-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vigie-uploads-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = "0123456789abcdef0123456789abcdef";
const streamOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(Buffer.from(chunk));
      controller.close();
    },
  });
const append = (offset: number, body: ReadableStream<Uint8Array>, total = 6) =>
  appendPiece(folder, { memberId: 1, key, offset, total, body });

test("appends the pieces of a file in their order, and gives the complete file a name of its own", async () => {
  expect(await append(0, streamOf("ab", "c"))).toEqual({ ok: true, value: 3 });
  expect(await finishUpload(folder, { memberId: 1, key, total: 6 })).toBeUndefined();
  expect(await append(3, streamOf("def"))).toEqual({ ok: true, value: 6 });
  const name = (await finishUpload(folder, { memberId: 1, key, total: 6 })) ?? "";
  expect(readFileSync(findUploadedExport(folder, name) ?? "", "utf8")).toBe("abcdef");
  expect(readdirSync(folder)).toEqual([name]);
  expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(await finishUpload(folder, { memberId: 1, key, total: 6 })).toBeUndefined();
});

test("a repeated piece, or one beyond the end, changes nothing and says what is here", async () => {
  await append(0, streamOf("abc"));
  expect(await append(0, streamOf("xyz"))).toEqual({ ok: true, value: 3 });
  expect(await append(5, streamOf("f"))).toEqual({ ok: true, value: 3 });
  expect(await readUploadedSize(folder, 1, key)).toBe(3);
});

test("a piece whose connection breaks keeps what arrived, and the upload continues there", async () => {
  const broken = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from("ab")),
    pull: (controller) => controller.error(new Error("gone")),
  });
  await expect(append(0, broken)).rejects.toThrow();
  const here = await readUploadedSize(folder, 1, key);
  expect(here).toBeLessThanOrEqual(2);
  expect(await append(here, streamOf("abcdef".slice(here)))).toEqual({ ok: true, value: 6 });
});

test("of two pieces at once, one is written", async () => {
  await Promise.all([append(0, streamOf("abc")), append(0, streamOf("abc"))]);
  expect(await readUploadedSize(folder, 1, key)).toBe(3);
});

test("a piece that is longer than announced is an error, and a file that is too large is refused", async () => {
  await expect(append(0, streamOf("abcdefg"))).rejects.toThrow("longer");
  expect(await append(0, streamOf("a"), maxExportBytes + 1)).toMatchObject({ ok: false, code: "import.tooLarge" });
});

test("keeps the uploads of two members apart", async () => {
  await append(0, streamOf("abc"));
  expect(await readUploadedSize(folder, 2, key)).toBe(0);
});

const formOf = (...parts: string[]) =>
  [...parts.map((part) => `--x\r\nContent-Disposition: form-data; ${part}\r\n`), "--x--\r\n"].join("");
const file = (content: string, name = "site.xml") =>
  `name="file"; filename="${name}"\r\nContent-Type: text/xml\r\n\r\n${content}`;
const field = (name: string, value: string) => `name="${name}"\r\n\r\n${value}`;
const receive = (body: string, maxBytes?: number) =>
  receiveForm(streamOf(body), "multipart/form-data; boundary=x", folder, maxBytes);

test("reads the file and the options of a form without scripts", async () => {
  const received = await receive(formOf(field("timezone", "Europe/Paris"), file("<rss/>"), field("dryRun", "on")));
  expect(received).toMatchObject({
    ok: true,
    value: { name: "site.xml", bytes: 6, fields: { timezone: "Europe/Paris", dryRun: "on" } },
  });
  expect(readdirSync(folder)).toHaveLength(1);
});

test.each([
  ["without a file", formOf(field("dryRun", "on")), ""],
  ["with an empty file", formOf(file("", "leer.xml")), "leer.xml"],
])("a form %s leaves no file", async (_name, body, name) => {
  expect(await receive(body)).toMatchObject({ ok: true, value: { name, bytes: 0 } });
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["that is cut off", formOf(file("<rss/>")).slice(0, -20), "import.cutShort"],
  ["that is none", "hello", "import.cutShort"],
])("a form %s is refused and leaves no file", async (_name, body, code) => {
  expect(await receive(body)).toMatchObject({ ok: false, code });
  expect(readdirSync(folder)).toEqual([]);
});

test("where no file is received, a form with one is refused, and one with an address is not", async () => {
  expect(await receive(formOf(file("<rss/>")), 0)).toMatchObject({ ok: false, code: "import.cutShort" });
  const address = formOf(file("", ""), field("address", "blog.example"));
  expect(await receive(address, 0)).toMatchObject({ ok: true, value: { fields: { address: "blog.example" } } });
  expect(readdirSync(folder)).toEqual([]);
});

test("only names of uploads lead to a file", () => {
  expect(findUploadedExport(folder, "../../etc/passwd")).toBeUndefined();
  expect(findUploadedExport(folder, `${"0".repeat(36)}.xml`)).toBe(join(folder, `${"0".repeat(36)}.xml`));
  expect(findUploadedExport(folder, ["a"])).toBeUndefined();
});

test("removes uploads that nobody used for a week, not those of imports that wait, and no other file", async () => {
  const names = ["1".repeat(36), "2".repeat(36), "3".repeat(36)].map((name) => `${name}.xml`);
  const part = `7-${key}.part`;
  for (const name of [...names, part, "note.txt"]) writeFileSync(join(folder, name), "x");
  const old = new Date(Date.now() - 8 * 86_400_000);
  for (const name of [names[0], names[1], part, "note.txt"]) utimesSync(join(folder, name ?? ""), old, old);
  expect(await removeOldUploads(folder, new Set([names[1] ?? ""]))).toBe(2);
  expect(readdirSync(folder).sort()).toEqual([names[1], names[2], "note.txt"].sort());
});

test("reads the end of an upload as JSON, unless it is too long", async () => {
  expect(await receiveJson(streamOf('{"a":', "1}"))).toEqual({ a: 1 });
  expect(await receiveJson(streamOf(`"${"a".repeat(49_000)}"`))).toHaveLength(49_000);
  expect(await receiveJson(streamOf(`"${"a".repeat(50_000)}"`))).toBeUndefined();
  for (const body of [streamOf("{"), streamOf(""), null]) expect(await receiveJson(body)).toBeUndefined();
});

test("sends larger pieces on a faster line, within the hourly limit of requests", () => {
  // Bytes a second, from a bad mobile connection to a local network.
  for (const rate of [20_000, 100_000, 400_000, 1_000_000, 3_000_000, 20_000_000, 1_000_000_000]) {
    let size = minPieceBytes;
    let seconds = 0;
    let pieces = 0;
    for (let sent = 0; sent < maxExportBytes && seconds < 3_600; sent += size, pieces += 1) {
      seconds += size / rate;
      size = choosePieceBytes(size, (1_000 * size) / rate);
    }
    expect(pieces).toBeLessThan(2_000);
    expect(size).toBeGreaterThanOrEqual(minPieceBytes);
    expect(size).toBeLessThanOrEqual(8_000_000);
  }
  expect(choosePieceBytes(4_000_000, 60_000)).toBe(2_000_000);
});

test("reads the rest of a refused piece, up to a limit of bytes and of time", async () => {
  let sent = 0;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1_000_000;
        controller.enqueue(new Uint8Array(1_000_000));
      },
    });
  await drainBody(endless());
  expect(sent).toBeGreaterThanOrEqual(16_000_000);
  expect(sent).toBeLessThan(20_000_000);
  const failing = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error("gone")) });
  for (const body of [failing, streamOf("a"), null]) await drainBody(body);
  // One that stays open without an end: its sender would hold a slot for uploads.
  let isCancelled = false;
  const open = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(3)),
    cancel: () => {
      isCancelled = true;
    },
  });
  await drainBody(open, 5);
  expect(isCancelled).toBe(true);
  const used = streamOf("ab", "c");
  await append(0, used);
  await drainBody(used);
  expect(await readUploadedSize(folder, 1, key)).toBe(3);
});
