import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refused } from "#lib/result.ts";
import { ImportFailure } from "../import-reason.ts";
import { maxPreambleBytes, type Preamble, readPreamble } from "./preamble.ts";

// Characters that XML 1.0 forbids even in CDATA, and that old databases hold all the same; WordPress exports them as they are.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** An export that was opened for reading in pieces, as UTF-8. */
export interface OpenExport {
  file: FileHandle;
  preamble: Preamble;
  close: () => Promise<void>;
}

/** Reads a file as text, chunk by chunk. Throws an OperatorError for bytes that are invalid in its encoding. */
async function* decodeFile(
  path: string,
  file: FileHandle,
  decoder: TextDecoder,
  maxBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<string> {
  let bytes = 0;
  const range = { start: 0, end: maxBytes - 1 };
  for await (const chunk of file.createReadStream({ ...range, highWaterMark: 262_144, autoClose: false })) {
    const piece = chunk as Buffer;
    bytes += piece.length;
    yield decode(path, decoder, piece, bytes);
  }
  // A character may be cut at the limit.
  if (bytes < maxBytes) yield decode(path, decoder, undefined, bytes);
}

/**
 * Opens an export for reading in pieces, as UTF-8; one in another encoding is copied first. The encoding is UTF-8
 * unless a byte order mark or the XML declaration names another. Throws an OperatorError (one line) for a missing,
 * unreadable, compressed or empty file.
 * @param maxBytes of a file in another encoding that are copied
 */
export async function openExport(path: string, maxBytes?: number): Promise<OpenExport> {
  const file = await openFile(path);
  try {
    const start = Buffer.alloc(maxPreambleBytes);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    if (bytesRead === 0) throw new ImportFailure(refused("import.empty"), { path });
    const decoder = decoderFor(path, start.subarray(0, bytesRead));
    if (decoder.encoding === "utf-8") return { file, preamble: await readPreamble(file), close: () => file.close() };
    const copy = await copyAsUtf8(path, file, decoder, maxBytes);
    await file.close();
    return copy;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function copyAsUtf8(
  path: string,
  file: FileHandle,
  decoder: TextDecoder,
  maxBytes: number | undefined,
): Promise<OpenExport> {
  const folder = await mkdtemp(join(tmpdir(), "vigie-export-"));
  const copy = await open(join(folder, "utf-8.xml"), "w+");
  const close = async () => {
    await copy.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for await (const text of decodeFile(path, file, decoder, maxBytes)) await copy.write(text);
    return { file: copy, preamble: await readPreamble(copy), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openFile(path: string) {
  try {
    const file = await open(path, "r");
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new ImportFailure(refused("import.notAFile"), { path });
  } catch (error) {
    if (error instanceof ImportFailure) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw new ImportFailure(refused("import.noFile"), { path });
    throw new ImportFailure(refused("import.unreadable", undefined, { what: code ?? String(error) }), { path });
  }
}

function decoderFor(path: string, start: Buffer): TextDecoder {
  if (start[0] === 0x1f && start[1] === 0x8b) throw new ImportFailure(refused("import.unpackedTwice"), { path });
  if (start[0] === 0x50 && start[1] === 0x4b) throw new ImportFailure(refused("import.unpackedTwice"), { path });
  const text = start.toString("latin1");
  // A declaration in the text of an article is none of the file.
  const root = /<rss[\s>]/.exec(text)?.index ?? 1_000;
  const declaration = text.slice(Math.max(0, text.indexOf("<?xml")), root);
  const encoding = encodingFromBom(start) ?? /^[^>]{0,200}encoding=["']([\w.:-]+)["']/.exec(declaration)?.[1];
  try {
    return new TextDecoder(encoding ?? "utf-8", { fatal: true });
  } catch {
    throw new ImportFailure(refused("import.unknownEncoding", undefined, { encoding: encoding ?? "" }), {
      path,
      line: 1,
      column: 1,
    });
  }
}

function encodingFromBom(start: Buffer): string | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  return undefined;
}

/** Decodes the next bytes of a file, which end before its byte `bytes`; without a piece, its end. */
export function decode(path: string, decoder: TextDecoder, piece: Buffer | undefined, bytes: number): string {
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
  } catch {
    throw new ImportFailure(refused("import.wrongBytes", undefined, { encoding: decoder.encoding, byte: bytes }), {
      path,
    });
  }
}

/** Removes the characters that XML forbids, and counts them. */
export function stripForbidden(text: string): { text: string; dropped: number } {
  let dropped = 0;
  const kept = text.replace(forbidden, () => {
    dropped += 1;
    return "";
  });
  return { text: kept, dropped };
}
