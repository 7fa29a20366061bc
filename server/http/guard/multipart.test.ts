import { createRequire } from "node:module";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseMultipart } from "./multipart.ts";

const busboy = createRequire(import.meta.url)("next/dist/compiled/busboy");
const type = "multipart/form-data; boundary=b";
const part = (head: string, text = "x") => `--b\r\n${head}\r\n\r\n${text}\r\n`;
const field = (name: string, text?: string) => part(`Content-Disposition: form-data; name="${name}"`, text);
const read = (text: string, contentType = type) => parseMultipart(Buffer.from(text), contentType);

test("reads what Node writes as a browser does", async () => {
  const form = new FormData();
  form.append("body", "Deux lignes\r\n--b\r\nété 🎉");
  form.append("empty", "");
  form.append("file", new File([new Uint8Array(70_000)], "à 1.png", { type: "image/png" }));
  const request = new Request("http://localhost/", { method: "POST", body: form });
  const body = Buffer.from(await request.arrayBuffer());
  expect(parseMultipart(body, request.headers.get("content-type") ?? "")).toEqual([
    { name: "body", text: "Deux lignes\r\n--b\r\nété 🎉", size: Buffer.byteLength("Deux lignes\r\n--b\r\nété 🎉") },
    { name: "empty", text: "", size: 0 },
    { name: "file", text: undefined, size: 70_000 },
  ]);
});

test.each([
  ["as Chromium does", "multipart/form-data; boundary=----WebKitFormBoundaryAbCd", "----WebKitFormBoundaryAbCd"],
  ["as Firefox does", "multipart/form-data; boundary=----geckoformboundary12ab", "----geckoformboundary12ab"],
  ["as older Firefox does", `multipart/form-data; boundary=${"-".repeat(27)}123456`, `${"-".repeat(27)}123456`],
])("accepts a boundary written %s", (_name, contentType, boundary) => {
  expect(read(`${field("a")}--b--\r\n`.replaceAll("--b", `--${boundary}`), contentType)).toHaveLength(1);
});

test.each([
  ["an end that is missing", field("a")],
  ["a part cut short", `${field("a")}--b\r\nContent-Disposition: form-data; na`],
  ["text before the first part", `x\r\n${field("a")}--b--`],
  ["text after the last", `${field("a")}--b--\r\nmore`],
  ["a part without a head", "--b\r\n\r\nx\r\n--b--"],
  [
    "a field with an encoding",
    `${part('Content-Disposition: form-data; name="0"\r\nContent-Type: text/plain; charset=utf-16le')}--b--`,
  ],
  [
    "a file of one parser, a field of the other",
    `${part('Content-Disposition: form-data; name="0"; filename=""\r\nContent-Type: text/plain')}--b--`,
  ],
  [
    "a transfer encoding",
    `${part('Content-Disposition: form-data; name="0"\r\nContent-Transfer-Encoding: base64')}--b--`,
  ],
  [
    "two dispositions",
    `${part('Content-Disposition: form-data; name="0"\r\nContent-Disposition: form-data; name="1"')}--b--`,
  ],
  ["another name behind the first", `${part('Content-Disposition: form-data; name="1"; name="0"')}--b--`],
  ["an escape in a name", `${part('Content-Disposition: form-data; name="a\\"; x="')}--b--`],
  ["a name in another form", `${part("Content-Disposition: form-data; name*=utf-8''0")}--b--`],
  ["a folded head", `${part('Content-Disposition: form-data;\r\n name="0"')}--b--`],
  ["lone line feeds", field("a").replaceAll("\r\n", "\n")],
])("rejects %s", (_name, text) => {
  expect(read(text)).toBeUndefined();
});

test("accepts a field that names the encoding of all forms, as text browsers send it", () => {
  const text = part('Content-Disposition: form-data; name="body"\r\nContent-Type: text/plain; charset=UTF-8', "été");
  expect(read(`${text}--b--`)).toEqual([{ name: "body", text: "été", size: 5 }]);
});

test("rejects another content type and too many parts", () => {
  const text = `${field("a")}--b--`;
  expect(read(text)).toHaveLength(1);
  for (const other of [
    "multipart/form-data",
    "multipart/mixed; boundary=b",
    `${type}; boundary=c`,
    `${type}; charset=utf-16`,
  ])
    expect(read(text, other)).toBeUndefined();
  expect(read(`${field("a").repeat(2_000)}--b--`)).toHaveLength(2_000);
  expect(read(`${field("a").repeat(2_001)}--b--`)).toBeUndefined();
});

/** Parses a form with busboy, with which Next reads calls by scripts: texts of fields and lengths of files. */
async function byBusboy(body: Buffer): Promise<[string, string | number][] | undefined> {
  const parts: [string, string | number][] = [];
  try {
    const reader: Writable = busboy({ headers: { "content-type": type }, defParamCharset: "utf8" });
    reader.on("field", (name: string, value: string) => parts.push([name, value]));
    reader.on("file", (name: string, file: Readable) => {
      const entry: [string, number] = [name, 0];
      parts.push(entry);
      file.on("data", (chunk: Buffer) => {
        entry[1] += chunk.length;
      });
    });
    await pipeline(Readable.from([body]), reader);
    return parts;
  } catch {
    return undefined;
  }
}

/** The same for undici, with which Next reads forms. */
async function byUndici(body: Buffer): Promise<[string, string | number][] | undefined> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    return Array.from(form, ([name, value]) => [name, typeof value === "string" ? value : value.size]);
  } catch {
    return undefined;
  }
}

test("reads a form as both parsers in Next do, or not at all", async () => {
  const piece = fc.constantFrom(
    ...[
      "--b",
      "\r\n",
      "\r\n--b",
      "--b--",
      "--",
      "\n",
      "\r",
      '"',
      "\\",
      ";",
      " ",
      "é",
      "\0",
      "0",
      "=",
      "%22",
      "\t",
      ":",
    ],
    ...[
      "Content-Disposition: form-data; name=",
      "content-disposition: form-data; name=",
      "Content-Type: ",
      "Content-Transfer-Encoding: base64",
    ],
    ...[
      "text/plain",
      "; charset=utf-8",
      "; charset=utf-16le",
      "application/octet-stream",
      '; filename="a"',
      '; filename=""',
      "; filename*=utf-8''a",
      '; name="1"',
    ],
  );
  const value = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
  const name = fc.oneof(fc.constantFrom("0", "1", "_1_body", "$ACTION_KEY"), value);
  const whole = fc.record({
    name,
    file: fc.option(value),
    type: fc.option(
      fc.oneof(
        fc.constantFrom("application/octet-stream", "text/plain", "text/plain; charset=utf-8", "image/png"),
        value,
      ),
    ),
    text: value,
  });
  const form = fc.array(whole, { maxLength: 4 }).map((parts) => {
    const heads = parts.map((one) => {
      const more = `${one.file === null ? "" : `; filename="${one.file}"`}${one.type === null ? "" : `\r\nContent-Type: ${one.type}`}`;
      return part(`Content-Disposition: form-data; name="${one.name}"${more}`, one.text);
    });
    return `${heads.join("")}--b--\r\n`;
  });
  const damaged = fc
    .tuple(form, fc.nat(300), fc.nat(3), value)
    .map(([text, at, length, more]) => text.slice(0, at) + more + text.slice(at + length));
  let same = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(form, damaged), async (text) => {
      const body = Buffer.from(text);
      const parts = parseMultipart(body, type);
      if (!parts) return;
      const ours = parts.map(({ name: own, text: field, size }) => [own, field ?? size]);
      for (const theirs of await Promise.all([byUndici(body), byBusboy(body)])) {
        // For undici an empty form, and a boundary inside a text, are no form: then no action is called.
        if (theirs) expect(theirs).toEqual(ours);
        same += theirs ? 1 : 0;
      }
    }),
    { numRuns: 3_000 },
  );
  expect(same).toBeGreaterThan(500);
});
