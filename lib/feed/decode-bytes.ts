import { Repairs } from "./repairs.ts";

/** Names in use that the Encoding Standard does not know. */
const aliases = new Map(
  Object.entries({
    "latin-1": "windows-1252",
    "latin 1": "windows-1252",
    "iso 8859-1": "windows-1252",
    iso8859_1: "windows-1252",
    windows1252: "windows-1252",
    "win-1252": "windows-1252",
    "cp-1252": "windows-1252",
    ansi: "windows-1252",
    "us ascii": "windows-1252",
    utf8mb4: "utf-8",
    utf_8: "utf-8",
    "utf 8": "utf-8",
    "ucs-2": "utf-16le",
    "utf-16": "utf-16le",
  }),
);

/** Thrown for a document whose bytes cannot be read as text. */
export class UnreadableEncodingError extends Error {}

/**
 * Decodes a document: by its byte order mark, else by its first bytes (UTF-16 and UTF-32), else as UTF-8 where that is
 * what its bytes are, whatever it declares, else as declared by the HTTP header or in the document itself, else as
 * UTF-8 in which stray bytes are windows-1252. Throws UnreadableEncodingError.
 */
export function decodeBytes(bytes: Uint8Array, contentType: string, repairs: Repairs): string {
  const marked = decodeMarked(bytes);
  if (marked !== undefined) return marked;
  const utf8 = tryDecode("utf-8", withoutCutSequence(bytes));
  const isAscii = utf8 !== undefined && utf8.length === withoutCutSequence(bytes).length;
  const names = [charsetOf(contentType), declaredEncoding(bytes)].filter((name) => name !== "");
  const labels = names.map(toLabel).filter((label) => label !== undefined);
  // Stateful encodings write all text in ASCII bytes.
  const stateful = labels.find((label) => label === "iso-2022-jp");
  if (stateful) return new TextDecoder(stateful).decode(bytes);
  if (utf8 !== undefined) {
    const other = labels.find((label) => label !== "utf-8");
    if (other && !isAscii) repairs.add(`The document declares the encoding ${other}, but is UTF-8.`);
    return utf8;
  }
  for (const label of labels) {
    if (label === "utf-8" || label.startsWith("utf-16")) continue;
    const text = tryDecode(label, bytes);
    if (text === undefined) continue;
    if (labels[0] !== label) repairs.add(`The document declares the encoding ${labels[0]}, but is ${label}.`);
    return text;
  }
  if (names.length > 0 && labels.length === 0)
    throw new UnreadableEncodingError(`The encoding ${names[0]?.slice(0, 40)} is not known.`);
  repairs.add("The document has bytes that are not UTF-8; they were read as windows-1252.");
  return decodeMixed(bytes);
}

const startsWith = (bytes: Uint8Array, ...start: number[]) => start.every((byte, at) => bytes[at] === byte);

function decodeMarked(bytes: Uint8Array): string | undefined {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
    const text = tryDecode("utf-8", bytes);
    return text ?? decodeMixed(bytes.subarray(3));
  }
  if (startsWith(bytes, 0xff, 0xfe, 0, 0)) return decodeUtf32(bytes.subarray(4), true);
  if (startsWith(bytes, 0, 0, 0xfe, 0xff)) return decodeUtf32(bytes.subarray(4), false);
  if (startsWith(bytes, 0x3c, 0, 0, 0)) return decodeUtf32(bytes, true);
  if (startsWith(bytes, 0, 0, 0, 0x3c)) return decodeUtf32(bytes, false);
  if (startsWith(bytes, 0xff, 0xfe)) return new TextDecoder("utf-16le").decode(bytes);
  if (startsWith(bytes, 0xfe, 0xff)) return new TextDecoder("utf-16be").decode(bytes);
  if (startsWith(bytes, 0x4c, 0x6f, 0xa7, 0x94)) throw new UnreadableEncodingError("The document is EBCDIC.");
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  // UTF-16 without a mark: what a document begins with is ASCII.
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return new TextDecoder("utf-16be").decode(bytes);
  return undefined;
}

function charsetOf(contentType: string): string {
  return /;\s*charset\s*=\s*["']?([^"';\s]{1,40})/i.exec(contentType)?.[1] ?? "";
}

/** The encoding of an XML declaration or of a page's `meta`. */
function declaredEncoding(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 1_024));
  const declaration = /<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([^"'>]{1,40})/i.exec(start);
  const meta = declaration ?? /\bcharset ?= ?["']?([\w.:-]{1,40})/i.exec(start);
  return meta?.[1]?.trim() ?? "";
}

/** Decodes a web page as `decodeBytes` does; one of an unknown encoding as UTF-8 with windows-1252. */
export function decodeHtmlBytes(bytes: Uint8Array, contentType: string): string {
  try {
    return decodeBytes(bytes, contentType, new Repairs());
  } catch (error) {
    if (!(error instanceof UnreadableEncodingError)) throw error;
    return decodeMixed(bytes);
  }
}

function toLabel(name: string): string | undefined {
  const label = name.trim().toLowerCase();
  try {
    return new TextDecoder(aliases.get(label) ?? label).encoding;
  } catch {
    return undefined;
  }
}

function tryDecode(label: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Without the last UTF-8 sequence if the document ends in its middle. */
function withoutCutSequence(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
    if (byte < 0x80) return bytes;
  }
  return bytes;
}

/** Decodes UTF-8; each byte that is not part of a valid sequence is windows-1252. */
function decodeMixed(bytes: Uint8Array): string {
  const [utf8, windows] = [new TextDecoder("utf-8"), new TextDecoder("windows-1252")];
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (at > start) parts.push(utf8.decode(bytes.subarray(start, at)));
    let end = at + 1;
    while (end < bytes.length && sequenceLength(bytes, end) === 0) end += 1;
    parts.push(windows.decode(bytes.subarray(at, end)));
    at = end;
    start = end;
  }
  if (start < bytes.length) parts.push(utf8.decode(bytes.subarray(start)));
  return parts.join("");
}

/** The length of the valid UTF-8 sequence at a place; 0: there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf5 ? 0 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  for (let next = 1; next < length; next += 1) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return length;
}

function decodeUtf32(bytes: Uint8Array, isLittleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // As UTF-16, which the engine decodes at once.
  const units = new Uint16Array(Math.floor(bytes.length / 4) * 2);
  let count = 0;
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, isLittleEndian);
    if (code > 0xffff && code <= 0x10ffff) {
      units[count++] = 0xd800 + ((code - 0x10000) >> 10);
      units[count++] = 0xdc00 + ((code - 0x10000) & 0x3ff);
    } else units[count++] = code > 0xffff ? 0xfffd : code;
  }
  return new TextDecoder("utf-16le").decode(units.subarray(0, count));
}
