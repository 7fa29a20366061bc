import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { OperatorError } from "#lib/operator-error.ts";

/** PHP and plugins print their messages before the export, into the same download. */
const maxPrintedBytes = 1_000_000;

/**
 * Reads the text of an export from its root element on, in its encoding. What XML forbids but exports have is left out
 * or escaped: messages before the export, control characters, `]]>` within a text.
 */
export async function* readExportText(
  path: string,
  onProgress: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  const { encoding, start } = await findStart(path);
  const decoder = createDecoder(path, encoding);
  const texts = new CdataTexts();
  let bytes = start;
  for await (const chunk of createReadStream(path, { start, highWaterMark: 1 << 18 })) {
    bytes += chunk.length;
    yield texts.escape(decoder.decode(chunk, { stream: true }).replace(forbidden, ""));
    onProgress(bytes);
  }
  yield texts.escape(decoder.decode().replace(forbidden, ""), true);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed here
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Finds the encoding of a file and the byte at which its root element begins; 0 if only the XML parser can tell. */
async function findStart(path: string): Promise<{ encoding: string; start: number }> {
  const file = await open(path, "r").catch(() => {
    throw new OperatorError(`${path} cannot be read.`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxPrintedBytes), 0, maxPrintedBytes, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: "utf-16le", start: 0 };
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: "utf-16be", start: 0 };
    const text = bytes.toString("latin1");
    const root = findRoot(text);
    const declared = text.lastIndexOf("<?xml ", root < 0 ? undefined : root);
    const encoding = /^[^>]{0,200}encoding=["']([\w.:-]+)["']/.exec(text.slice(Math.max(declared, 0)))?.[1] ?? "utf-8";
    return { encoding, start: Math.max(root, 0) };
  } finally {
    await file.close();
  }
}

/** The offset of `<rss`, outside comments; -1 if there is none, or if a DTD precedes it. */
function findRoot(text: string): number {
  let commentEnd = 0;
  for (const { 0: token, index } of text.matchAll(/<!--|<!DOCTYPE|<rss(?=[\s>])/g)) {
    if (index < commentEnd) continue;
    if (token === "<!--") {
      const end = text.indexOf("-->", index);
      // A message may cut a comment off.
      commentEnd = end < 0 ? index : end;
    } else return token === "<!DOCTYPE" ? -1 : index;
  }
  return -1;
}

function createDecoder(path: string, encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new OperatorError(`${path}: the encoding ${encoding} is not supported.`);
  }
}

const opening = "<![CDATA[";
const ending = "]]>";
/** White space and a tag's name after a section; what comes later decides nothing. */
const maxAfterLength = 300;
/** Text and another section: both are well-formed. */
const sectionNext = /^[^<]*<!\[CDATA\[/;

/**
 * Escapes `]]>` within the CDATA sections of a text that comes in pieces: a section ends where the closing tag of its
 * element follows, or another section.
 */
class CdataTexts {
  /** What was not decided yet. */
  #rest = "";
  /** The element of the open section. */
  #element: string | undefined;

  escape(piece: string, isLast = false): string {
    const text = this.#rest + piece;
    const parts: string[] = [];
    let at = 0;
    for (;;) {
      const next = text.indexOf(this.#element === undefined ? opening : ending, at);
      if (next < 0) break;
      if (this.#element === undefined) {
        parts.push(text.slice(at, next + opening.length));
        this.#element =
          /<([\w:.-]{1,100})(?:\s[^<>]{0,200})?>\s{0,100}$/.exec(text.slice(0, next).slice(-500))?.[1] ?? "";
        at = next + opening.length;
        continue;
      }
      const after = text.slice(next + ending.length, next + ending.length + maxAfterLength);
      if (after.length < maxAfterLength && !isLast) break;
      const isEnd = sectionNext.test(after) || this.#closes(after);
      parts.push(text.slice(at, next), isEnd ? ending : `]]${ending}${opening}>`);
      if (isEnd) this.#element = undefined;
      at = next + ending.length;
    }
    // An opening, its element before it, or an ending may go on in the next piece.
    const kept = isLast ? text.length : this.#element === undefined ? text.length - 600 : text.length - ending.length;
    const undecided = this.#element === undefined ? -1 : text.indexOf(ending, at);
    const until = undecided >= 0 && !isLast ? undecided : Math.max(at, kept);
    parts.push(text.slice(at, until));
    this.#rest = text.slice(until);
    return parts.join("");
  }

  /** Whether the closing tag of the section's element follows; a section of an element that is not known ends at once. */
  #closes(after: string): boolean {
    if (this.#element === "") return true;
    const tag = after.trimStart();
    return tag.startsWith(`</${this.#element}`) && /^[\s>]/.test(tag.slice(`</${this.#element}`.length));
  }
}
