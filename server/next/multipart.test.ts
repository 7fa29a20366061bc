import { expect, test } from "vitest";
import { readForm } from "./multipart.ts";

const type = "multipart/form-data; boundary=b";
const part = (head: string, text = "x") => `--b\r\n${head}\r\n\r\n${text}\r\n`;
const field = (name: string, text?: string) => part(`Content-Disposition: form-data; name="${name}"`, text);
const read = (text: string, contentType = type) => readForm(Buffer.from(text), contentType);

test("reads what Node writes as a browser does", async () => {
  const form = new FormData();
  form.append("body", "Deux lignes\r\n--b\r\nété 🎉");
  form.append("empty", "");
  form.append("file", new File([new Uint8Array(70_000)], "à 1.png", { type: "image/png" }));
  const request = new Request("http://localhost/", { method: "POST", body: form });
  const body = Buffer.from(await request.arrayBuffer());
  expect(readForm(body, request.headers.get("content-type") ?? "")).toEqual([
    { name: "body", text: "Deux lignes\r\n--b\r\nété 🎉", size: Buffer.byteLength("Deux lignes\r\n--b\r\nété 🎉") },
    { name: "empty", text: "", size: 0 },
    { name: "file", text: undefined, size: 70_000 },
  ]);
});

test.each([
  ["as Chromium does", "multipart/form-data; boundary=----WebKitFormBoundaryAbCd", "----WebKitFormBoundaryAbCd"],
  ["as Firefox does", "multipart/form-data; boundary=----geckoformboundary12ab", "----geckoformboundary12ab"],
  ["as older Firefox does", `multipart/form-data; boundary=${"-".repeat(27)}123456`, `${"-".repeat(27)}123456`],
])("takes a boundary written %s", (_name, contentType, boundary) => {
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
])("does not read %s", (_name, text) => {
  expect(read(text)).toBeUndefined();
});

test("does not read another content type, or too many parts", () => {
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
