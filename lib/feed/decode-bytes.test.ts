import { describe, expect, it } from "vitest";
import { decodeBytes } from "./decode-bytes.ts";
import { Repairs } from "./repairs.ts";

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, isLittle: boolean) =>
  Uint8Array.from(
    Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).flatMap((unit) =>
      isLittle ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255],
    ),
  );
const utf32 = (text: string, isLittle: boolean) =>
  Uint8Array.from(
    [...text].flatMap((character) => {
      const code = character.codePointAt(0) ?? 0;
      const bytes = [0, (code >> 16) & 255, (code >> 8) & 255, code & 255];
      return isLittle ? bytes.reverse() : bytes;
    }),
  );
const xml = (encoding: string, text: string) => `<?xml version="1.0" encoding="${encoding}"?><a>${text}</a>`;

function decode(bytes: Uint8Array, contentType = "") {
  const repairs = new Repairs();
  const text = decodeBytes(bytes, contentType, repairs);
  return { text: /<a>(.*)<\/a>/s.exec(text)?.[1], repairs: repairs.list() };
}

describe("reads a document in", () => {
  it.each([
    ["UTF-8", utf8(xml("utf-8", "Été 😀"))],
    ["UTF-8 with a byte order mark", utf8(`\ufeff${xml("utf-8", "Été 😀")}`)],
    ["UTF-8 that declares nothing", utf8("<a>Été 😀</a>")],
    ["UTF-16 with a byte order mark", utf16(`\ufeff${xml("utf-16", "Été 😀")}`, true)],
    ["big-endian UTF-16 without one", utf16(xml("utf-16", "Été 😀"), false)],
    ["little-endian UTF-16 without one", utf16(xml("utf-16", "Été 😀"), true)],
    ["UTF-32", utf32(`\ufeff${xml("utf-32", "Été 😀")}`, true)],
    ["big-endian UTF-32 without a mark", utf32(xml("utf-32", "Été 😀"), false)],
  ])("%s", (_name, bytes) => {
    expect(decode(bytes)).toEqual({ text: "Été 😀", repairs: [] });
  });

  it.each([
    ["declared ISO-8859-1", latin1(xml("ISO-8859-1", "\xc9t\xe9 \x80")), "", "Été €"],
    ["windows-1251 of the HTTP header", latin1("<a>\xcc\xe8\xf0</a>"), "text/xml; charset=windows-1251", "Мир"],
    ["declared Shift_JIS", latin1(xml("Shift_JIS", "\x93\xfa\x96{")), "", "日本"],
    ["declared ISO-2022-JP", latin1(xml("ISO-2022-JP", "\x1b$BF|K\\\x1b(B")), "", "日本"],
  ])("%s", (_name, bytes, contentType, text) => {
    expect(decode(bytes, contentType)).toEqual({ text, repairs: [] });
  });
});

describe("reads a document whose declared encoding is wrong:", () => {
  it.each([
    ["UTF-8 that declares ISO-8859-1", utf8(xml("ISO-8859-1", "Été")), "", "Été"],
    ["UTF-8 sent as ISO-8859-1", utf8(xml("utf-8", "Été")), "text/xml; charset=iso-8859-1", "Été"],
    ["windows-1252 that declares UTF-8", latin1(xml("utf-8", "\xc9t\xe9")), "", "Été"],
    ["windows-1252 that declares nothing", latin1("<a>\xc9t\xe9</a>"), "", "Été"],
    ["windows-1252 that declares UTF-16", latin1(xml("utf-16", "\xc9t\xe9")), "", "Été"],
    ["UTF-8 with a part in windows-1252", latin1(xml("utf-8", "\xc3\x89t\xe9")), "", "Été"],
    ["ISO-8859-1 sent as UTF-8", latin1(xml("ISO-8859-1", "\xc9t\xe9")), "text/xml; charset=utf-8", "Été"],
  ])("%s", (_name, bytes, contentType, text) => {
    const read = decode(bytes, contentType);
    expect(read.text).toBe(text);
    expect(read.repairs).toHaveLength(1);
  });
});

it("ignores the half of a character at the end of a document that was cut", () => {
  const whole = utf8("<a>Été</a>…");
  expect(decode(whole.subarray(0, -1))).toEqual({ text: "Été", repairs: [] });
});

it.each([
  ["an unknown encoding", latin1(xml("klingon", "\xc9t\xe9"))],
  ["EBCDIC", Uint8Array.of(0x4c, 0x6f, 0xa7, 0x94, 0x93)],
])("refuses %s", (_name, bytes) => {
  expect(() => decode(bytes)).toThrow(/The (?:encoding|document)/);
});
