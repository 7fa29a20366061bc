import type { FileHandle } from "node:fs/promises";

/** What a file has before its root element. */
export interface Preamble {
  /** Offset in bytes of `<rss`; 0 if nothing is to be left out. */
  end: number;
  /** Bytes of it that are no part of an XML file: PHP's warnings, notices of plugins, blank lines. */
  dropped: number;
}

/** Bytes in which the root element is looked for: PHP may print a warning for each of a plugin's files. */
export const maxPreambleBytes = 1_000_000;

/**
 * Finds the beginning of an export in UTF-8, or in any encoding that has ASCII. What plugins and PHP print comes before
 * it in the download. A file with a DTD, or without `<rss` in its first megabyte, is left to the XML parser.
 */
export async function readPreamble(file: FileHandle): Promise<Preamble> {
  const start = Buffer.alloc(maxPreambleBytes);
  let length = 0;
  while (length < start.length) {
    const { bytesRead } = await file.read(start, length, start.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return findPreamble(start.toString("latin1", 0, length));
}

/** A token that may come before the root element, and the root element itself. */
const tokens = /<!--|<\?|<!DOCTYPE|<rss(?=[\s>])/g;

/** @param text the beginning of the file, a character for each byte */
export function findPreamble(text: string): Preamble {
  const mark = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
  let from = mark;
  let dropped = 0;
  /** Ends that do not come any more, so that each is looked for once. */
  const missing = new Set<string>();
  tokens.lastIndex = from;
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const [token] = match;
    if (token === "<!DOCTYPE") break;
    const closing = token === "<?" ? "?>" : "-->";
    const end = token === "<rss" || missing.has(closing) ? -1 : text.indexOf(closing, tokens.lastIndex);
    if (token !== "<rss" && end < 0) {
      missing.add(closing);
      continue;
    }
    const before = text.slice(from, match.index);
    const isBlank = before.trim() === "";
    // Before an XML declaration even white space is an error.
    if (!isBlank || (from === mark && token === "<?")) dropped += isBlank ? before.length : before.trim().length;
    if (token === "<rss") return { end: match.index, dropped };
    from = end + closing.length;
    tokens.lastIndex = from;
  }
  return { end: 0, dropped: 0 };
}
