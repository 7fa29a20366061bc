/**
 * The part of the tar format that an archive uses: regular files with names of at most 100 characters (POSIX ustar).
 * Nothing else is accepted, so that a hostile archive has no links, devices or extended headers to offer.
 */
export const tarBlockSize = 512;

/** The largest size that the format's twelve octal digits can express (bytes). */
export const maxTarEntrySize = 8 ** 11 - 1;
const maxNameLength = 100;

const encoder = new TextEncoder();

/** A field of octal digits, as tar writes numbers. */
const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");

/**
 * The header of a file in a tar.
 * @param size in bytes
 * @param modifiedAt shown by programs that list the archive
 */
export function tarHeader(name: string, size: number, modifiedAt: Date): Uint8Array {
  const nameBytes = encoder.encode(name);
  if (nameBytes.length > maxNameLength) throw new Error(`"${name}" is too long for the name of a tar entry.`);
  if (size > maxTarEntrySize) throw new Error(`"${name}" is too large for a tar entry.`);
  const header = new Uint8Array(tarBlockSize);
  const write = (text: string, offset: number) => header.set(encoder.encode(text), offset);
  header.set(nameBytes, 0);
  write("0000600", 100);
  write("0000000", 108);
  write("0000000", 116);
  write(octal(size, 11), 124);
  write(octal(Math.floor(modifiedAt.getTime() / 1_000), 11), 136);
  write("        ", 148);
  write("0", 156);
  write("ustar", 257);
  write("00", 263);
  write(`${octal(checksum(header), 6)}\0 `, 148);
  return header;
}

/** The zeros after a file's bytes, up to a whole block. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((tarBlockSize - (size % tarBlockSize)) % tarBlockSize);
}

/** The end of a tar: two blocks of zeros. */
export const tarEnd = new Uint8Array(2 * tarBlockSize);

/** Thrown for bytes that are not a tar as this product writes it. */
export class TarError extends Error {}

/** Parses a header; undefined for a block of zeros. Throws a TarError for anything but a regular file. */
export function parseTarHeader(block: Uint8Array): { name: string; size: number } | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const text = (start: number, length: number) => {
    const field = block.subarray(start, start + length);
    const end = field.indexOf(0);
    return Buffer.from(end === -1 ? field : field.subarray(0, end)).toString("latin1");
  };
  if (text(257, 6) !== "ustar") throw new TarError("a header is not a ustar header");
  const stored = /^[0-7]{6}$/.exec(text(148, 7))?.[0];
  const unsigned = block.slice();
  unsigned.fill(32, 148, 156);
  if (stored === undefined || Number.parseInt(stored, 8) !== checksum(unsigned))
    throw new TarError("a header has a wrong checksum");
  if (text(156, 1) !== "0" || text(157, 100) !== "" || text(345, 155) !== "")
    throw new TarError("an entry is not a regular file");
  const size = text(124, 12);
  const name = text(0, maxNameLength);
  if (!/^[0-7]{11}$/.test(size)) throw new TarError("an entry has no valid size");
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new TarError("an entry has no valid name");
  return { name, size: Number.parseInt(size, 8) };
}

function checksum(header: Uint8Array): number {
  let sum = 0;
  for (const byte of header) sum += byte;
  return sum;
}
