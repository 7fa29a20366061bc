import { createReadStream } from "node:fs";
import { chmod, mkdir, open, readdir, realpath, symlink } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { OperatorError } from "#lib/operator-error.ts";
import { readDiskSpace } from "#lib/storage/disk-space.ts";

/** A release with its node_modules has 60,000 files and 1.5 GB. */
const limits = { entries: 400_000, bytes: 6 * 2 ** 30 };
const blockSize = 512;
/** Names and attributes in a header of their own (bytes). */
const maxExtension = 64 * 1024;
/** tar pads an archive to 10 KB; what follows its end is read to check the compression (bytes). */
const maxPadding = 16 * 2 ** 20;
/** Unpacking stops before the disk is full: the running site writes to it too (bytes). */
const minFreeBytes = 256 * 2 ** 20;
/** How much is unpacked between two checks of the free space. */
const roomInterval = { entries: 2_000, bytes: 32 * 2 ** 20 };

/** A file's first bytes tell its format; the name of a download may not. */
const formats = [
  { start: [0x1f, 0x8b], decompress: createGunzip },
  { start: [0x28, 0xb5, 0x2f, 0xfd], decompress: createZstdDecompress },
  { start: [0x50, 0x4b], refused: "a ZIP archive" },
  { start: [0x42, 0x5a, 0x68], refused: "compressed with bzip2" },
  { start: [0xfd, 0x37, 0x7a, 0x58, 0x5a], refused: "compressed with xz" },
];

async function findFormat(file: string): Promise<Partial<(typeof formats)[number]>> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return formats.find(({ start }) => bytesRead >= start.length && start.every((byte, n) => buffer[n] === byte)) ?? {};
  } finally {
    await handle.close();
  }
}

/**
 * Unpacks an archive (tar, also with gzip or zstd) into an empty folder: files, folders, and links that stay in it.
 * Resolves to the folder of its content: if all is in one folder, as in the archives of GitHub, that one. Throws an
 * OperatorError if the archive is cut short or damaged, too large, has an entry that would lead out of the folder, or if
 * the disk is nearly full.
 */
export async function unpackArchive(file: string, into: string, signal?: AbortSignal): Promise<string> {
  try {
    const { decompress, refused } = await findFormat(file);
    if (refused)
      throw new OperatorError(
        `${file} is ${refused}: use the .tar.gz of the same release, or unpack it yourself and name the folder.`,
      );
    const unpacker = new Unpacker(into);
    const write = (chunks: AsyncIterable<Buffer>) => unpacker.read(chunks);
    const options = { signal };
    if (decompress) await pipeline(createReadStream(file), decompress(), write, options);
    else await pipeline(createReadStream(file), write, options);
    const root = await findContent(into);
    await unpacker.checkLinks(root);
    return root;
  } catch (error) {
    if (error instanceof OperatorError || signal?.aborted) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOSPC" || code === "EDQUOT") throw diskFull(into);
    if (code === "ENOENT") throw new OperatorError(`There is no file ${file}.`);
    throw new OperatorError(`${file} is damaged or cut short (${code || String(error)}): download it again.`);
  }
}

const diskFull = (folder: string) =>
  new OperatorError(
    `The disk of ${path.dirname(folder)} is full, or nearly: make room, then run the same command again. What was unpacked is removed.`,
  );

/** The only folder of an archive, unless it has files beside it. */
async function findContent(into: string): Promise<string> {
  const [first, ...others] = await readdir(into, { withFileTypes: true });
  return first?.isDirectory() && others.length === 0 ? path.join(into, first.name) : into;
}

interface Entry {
  name: string;
  link: string;
  size: number;
  mode: number;
  type: string;
}

class Unpacker {
  readonly #into: string;
  #buffer: Buffer = Buffer.alloc(0);
  #chunks: AsyncIterator<Buffer> | undefined;
  #entries = 0;
  #bytes = 0;
  /** Links that were made, and where each leads: nothing is written through one. */
  readonly #links = new Map<string, string>();
  /** What had been unpacked at the last check of the free space. */
  #lastCheck = { entries: Number.NEGATIVE_INFINITY, bytes: 0 };

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
      await this.#checkRoom();
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
    let padding = 0;
    for (let rest = await this.#chunks.next(); !rest.done; rest = await this.#chunks.next()) {
      padding += rest.value.length;
      if (padding > maxPadding) throw new OperatorError("The archive is damaged: there is more data after its end.");
    }
  }

  /** Checks now and then that the disk has room. */
  async #checkRoom(): Promise<void> {
    const { entries, bytes } = this.#lastCheck;
    if (this.#entries - entries < roomInterval.entries && this.#bytes - bytes < roomInterval.bytes) return;
    this.#lastCheck = { entries: this.#entries, bytes: this.#bytes };
    if ((await readDiskSpace(this.#into)).freeBytes < minFreeBytes) throw diskFull(this.#into);
  }

  async #write(entry: Entry): Promise<void> {
    const parts = entry.name.split("/").filter((part) => part !== "" && part !== ".");
    if (entry.name.startsWith("/") || entry.name.includes("\0") || parts.includes(".."))
      throw new OperatorError(
        `The archive is refused: its entry ${JSON.stringify(entry.name)} leads out of the folder.`,
      );
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
    this.#links.set(target, leadsTo);
  }

  /** A link through another link may lead elsewhere than its path says: where each ends is known once all are there. */
  async checkLinks(content: string): Promise<void> {
    const root = await realpath(content);
    const isInside = (end: string, folder: string) => end === folder || end.startsWith(folder + path.sep);
    for (const [link, leadsTo] of this.#links) {
      const end = await realpath(link).catch(ifDangling);
      if (!isInside(leadsTo, content) || (end !== undefined && !isInside(end, root)))
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
