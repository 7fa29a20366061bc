import { createReadStream } from "node:fs";
import { chmod, mkdir, open, realpath, symlink } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { OperatorError } from "#lib/operator-error.ts";

/** A release with its node_modules has 60,000 files and 1.5 GB. */
const limits = { entries: 400_000, bytes: 6 * 2 ** 30 };
const blockSize = 512;
/** Names and attributes in a header of their own (bytes). */
const maxExtension = 64 * 1024;

const decompressors: Record<string, () => ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>> = {
  ".tgz": createGunzip,
  ".tar.gz": createGunzip,
  ".tar.zst": createZstdDecompress,
};

/** Whether a path names an archive that `unpackArchive` reads. */
export const isArchive = (file: string) => file.endsWith(".tar") || compressionOf(file) !== undefined;

const compressionOf = (file: string) => Object.keys(decompressors).find((ending) => file.endsWith(ending));

/**
 * Unpacks an archive (`.tar`, `.tar.gz`, `.tgz`, `.tar.zst`) into an empty folder: files, folders, and links that stay in
 * it. If all is in one folder, as in the archives of GitHub, that one is left out. Throws an OperatorError if the archive is cut short
 * or damaged, too large, or has an entry that would lead out of the folder.
 */
export async function unpackArchive(file: string, into: string, signal?: AbortSignal): Promise<{ files: number }> {
  const unpacker = new Unpacker(into);
  const source = createReadStream(file);
  const compression = compressionOf(file);
  const write = (chunks: AsyncIterable<Buffer>) => unpacker.read(chunks);
  try {
    const options = { signal };
    if (compression) await pipeline(source, decompressors[compression]?.() ?? createGunzip(), write, options);
    else await pipeline(source, write, options);
  } catch (error) {
    if (error instanceof OperatorError || signal?.aborted) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOSPC")
      throw new OperatorError(`The disk of ${into} is full: make room, then run the same command again.`);
    if (code === "ENOENT") throw new OperatorError(`There is no file ${file}.`);
    throw new OperatorError(`${file} is damaged or cut short (${code || String(error)}): download it again.`);
  }
  return { files: unpacker.files };
}

interface Entry {
  name: string;
  link: string;
  size: number;
  mode: number;
  type: string;
}

class Unpacker {
  files = 0;
  readonly #into: string;
  #buffer: Buffer = Buffer.alloc(0);
  #chunks: AsyncIterator<Buffer> | undefined;
  #entries = 0;
  #bytes = 0;
  /** Links that were made: nothing is written through one. */
  readonly #links = new Set<string>();
  /** The folder that all entries share. */
  #root: string | undefined;

  constructor(into: string) {
    this.#into = path.resolve(into);
  }

  async read(chunks: AsyncIterable<Buffer>): Promise<void> {
    this.#chunks = chunks[Symbol.asyncIterator]();
    let extended: { name?: string; link?: string } = {};
    for (;;) {
      const header = await this.#take(blockSize);
      // An archive ends with two empty blocks: without them it was cut.
      if (header.every((byte) => byte === 0)) break;
      const entry = readHeader(header);
      this.#entries += 1;
      this.#bytes += entry.size;
      if (this.#entries > limits.entries || this.#bytes > limits.bytes)
        throw new OperatorError("The archive is larger than any release: unpacking was stopped.");
      if ("xgLK".includes(entry.type)) {
        if (entry.size > maxExtension) throw new OperatorError("The archive is damaged: a name in it is too long.");
        const content = (await this.#takePadded(entry.size)).toString("utf8");
        if (entry.type === "x") extended = { ...extended, ...readAttributes(content) };
        else if (entry.type === "L") extended.name = untilZero(content);
        else if (entry.type === "K") extended.link = untilZero(content);
        continue;
      }
      await this.#write({ ...entry, name: extended.name ?? entry.name, link: extended.link ?? entry.link });
      extended = {};
    }
    // What follows is padding. Reading it finds a damaged compression.
    for (let rest = await this.#chunks.next(); !rest.done; ) rest = await this.#chunks.next();
    await this.#checkLinks();
  }

  async #write(entry: Entry): Promise<void> {
    const parts = entry.name.split("/").filter((part) => part !== "" && part !== ".");
    if (entry.name.startsWith("/") || entry.name.includes("\0") || parts.includes(".."))
      throw new OperatorError(
        `The archive is refused: its entry ${JSON.stringify(entry.name)} leads out of the folder.`,
      );
    this.#root ??= parts.length > 1 || entry.type === "5" ? parts[0] : "";
    if (this.#root !== "") {
      if (parts[0] !== this.#root)
        throw new OperatorError("The archive has several folders: unpack it, and give the folder of Vigie instead.");
      parts.shift();
    }
    // The folder itself: it has no content that would have to fit into memory.
    if (parts.length === 0 && entry.size === 0) return;
    if (parts.length === 0) throw new OperatorError("The archive is damaged: download it again.");
    const target = path.join(this.#into, ...parts);
    for (let folder = path.dirname(target); folder !== this.#into; folder = path.dirname(folder))
      if (this.#links.has(folder))
        throw new OperatorError(
          `The archive is refused: its entry ${JSON.stringify(entry.name)} leads through a link.`,
        );
    if (entry.type === "5") await mkdir(target, { recursive: true });
    else if (entry.type === "2") await this.#writeLink(target, entry);
    else if (entry.type === "0" || entry.type === "\0" || entry.type === "7") await this.#writeFile(target, entry);
    else
      throw new OperatorError(
        `The archive is refused: its entry ${JSON.stringify(entry.name)} is neither a file nor a folder.`,
      );
  }

  async #writeFile(target: string, entry: Entry): Promise<void> {
    await mkdir(path.dirname(target), { recursive: true });
    // Fails if something is there: an archive that names a file twice could write through a link.
    const file = await open(target, "wx");
    try {
      let left = entry.size;
      while (left > 0) {
        const part = await this.#takeSome(left);
        await file.writeFile(part);
        left -= part.length;
      }
    } finally {
      await file.close();
    }
    if (entry.mode & 0o100) await chmod(target, 0o755);
    const padding = (blockSize - (entry.size % blockSize)) % blockSize;
    if (padding > 0) await this.#take(padding);
    this.files += 1;
  }

  /** npm's own links in node_modules/.bin stay in the folder; others are refused. */
  async #writeLink(target: string, entry: Entry): Promise<void> {
    const leadsTo = path.resolve(path.dirname(target), entry.link);
    const isInside = leadsTo.startsWith(this.#into + path.sep);
    if (entry.link === "" || path.isAbsolute(entry.link) || entry.link.includes("\0") || !isInside)
      throw new OperatorError(
        `The archive is refused: its link ${JSON.stringify(entry.name)} leads out of the folder.`,
      );
    await mkdir(path.dirname(target), { recursive: true });
    await symlink(entry.link, target);
    this.#links.add(target);
  }

  /** A link through another link may lead elsewhere than its path says: where each ends is known once all are there. */
  async #checkLinks(): Promise<void> {
    const root = await realpath(this.#into);
    for (const link of this.#links) {
      const end = await realpath(link).catch(ifDangling);
      if (end !== undefined && end !== root && !end.startsWith(root + path.sep))
        throw new OperatorError(
          `The archive is refused: its link ${JSON.stringify(path.relative(this.#into, link))} leads out of the folder.`,
        );
    }
  }

  async #takePadded(size: number): Promise<Buffer> {
    const content = await this.#take(size);
    const padding = (blockSize - (size % blockSize)) % blockSize;
    if (padding > 0) await this.#take(padding);
    return content;
  }

  async #take(size: number): Promise<Buffer> {
    while (this.#buffer.length < size) await this.#fill();
    const taken = this.#buffer.subarray(0, size);
    this.#buffer = this.#buffer.subarray(size);
    return taken;
  }

  async #takeSome(max: number): Promise<Buffer> {
    if (this.#buffer.length === 0) await this.#fill();
    return this.#take(Math.min(max, this.#buffer.length));
  }

  async #fill(): Promise<void> {
    const next = await this.#chunks?.next();
    if (!next || next.done) throw new OperatorError("The archive is cut short: download it again.");
    this.#buffer = this.#buffer.length === 0 ? next.value : Buffer.concat([this.#buffer, next.value]);
  }
}

/** A link to nothing is harmless; that two lead to each other, too. */
function ifDangling(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ELOOP" && error.code !== "ENOTDIR") throw error;
}

const untilZero = (text: string) => text.split("\0", 1)[0] ?? "";

/** A header of ustar, as POSIX and GNU tar write it. Throws an OperatorError if its checksum is wrong. */
function readHeader(header: Buffer): Entry {
  const text = (from: number, length: number) => untilZero(header.toString("utf8", from, from + length));
  const number = (from: number, length: number) => Number.parseInt(text(from, length).trim() || "0", 8);
  let sum = 8 * 32;
  for (const [index, byte] of header.entries()) if (index < 148 || index >= 156) sum += byte;
  const size = number(124, 12);
  if (sum !== number(148, 8) || !Number.isSafeInteger(size) || size < 0)
    throw new OperatorError("The archive is damaged, or not an archive at all: download it again.");
  const prefix = text(257, 5) === "ustar" ? text(345, 155) : "";
  return {
    name: prefix ? `${prefix}/${text(0, 100)}` : text(0, 100),
    ...{ link: text(157, 100), size, mode: number(100, 8) },
    type: String.fromCharCode(header[156] ?? 0),
  };
}

/** The attributes of an extended header: `LENGTH KEY=VALUE\n`, the length in bytes. */
function readAttributes(content: string): { name?: string; link?: string } {
  const found: { name?: string; link?: string } = {};
  let rest: Buffer = Buffer.from(content);
  while (rest.length > 0) {
    const space = rest.indexOf(" ");
    const length = Number(rest.toString("utf8", 0, Math.max(space, 0)));
    if (space < 1 || !Number.isInteger(length) || length <= space || length > rest.length)
      throw new OperatorError("The archive is damaged: download it again.");
    const line = rest.toString("utf8", space + 1, length - 1);
    const equals = line.indexOf("=");
    if (line.slice(0, equals) === "path") found.name = line.slice(equals + 1);
    if (line.slice(0, equals) === "linkpath") found.link = line.slice(equals + 1);
    rest = rest.subarray(length);
  }
  return found;
}
