import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { z } from "zod";
import { parsePictureKey } from "#features/media/storage-keys.ts";
import { isSameSignature, signText } from "#lib/keyed-hash.ts";
import type { ArchivePicture } from "../archive/archive-format.ts";
import { archiveTime } from "../archive/archive-name.ts";
import { type BackupDestination, missingFile } from "../destinations/destination.ts";

/** Pictures that an index may list. */
const maxPictures = 2_000_000;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The index of an archive: a file beside it that says which pictures it refers to, so that retention knows which ones
 * are still needed without opening archives, which this machine may have no key for. It is written before its archive
 * gets its name: an archive with an index is complete, and so are its pictures.
 */
const headerSchema = z.object({
  product: z.literal("vigie"),
  archive: z.string().regex(/^vigie-[\dTZ-]{20}\.tar\.zst(?:\.age)?$/),
  /** The set that its pictures are in; null if it refers to none. */
  pictures: z
    .string()
    .regex(/^pictures(?:-[0-9a-f]{16})?$/)
    .nullable(),
  /** Pictures that it refers to. */
  count: z.number().int().nonnegative().max(maxPictures),
  /** Of the archive, and of the lines of this index. Indexes of earlier versions have neither, nor a signature. */
  archiveSha256: sha256.optional(),
  linesSha256: sha256.optional(),
  /** Made with a key that is derived from the site's secret: see `isSigned`. */
  signature: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
});

export type ArchiveIndexHeader = z.infer<typeof headerSchema>;

/** Signs all of a header but the signature. */
const signatureOf = ({ archive, pictures, count, archiveSha256, linesSha256 }: Omit<ArchiveIndexHeader, "product">) =>
  signText("backup index", JSON.stringify([archive, pictures, count, archiveSha256 ?? null, linesSha256 ?? null]));

/** Whether this site made an index: anyone who can write to a bucket can put others there, but does not know its secret. */
export const isSigned = (header: ArchiveIndexHeader): boolean =>
  header.signature !== undefined &&
  header.linesSha256 !== undefined &&
  isSameSignature(header.signature, signatureOf(header));

const maxLineLength = 4_096;
/** How large an index may be (bytes), compressed and decompressed: a line has some 120. */
const maxIndexBytes = 256 * 2 ** 20;
/** The largest window of zstd that is accepted, as a power of two: 8 MB. */
const maxWindowLog = 23;
const suffix = ".index.zst";

/** The name of the index of an archive. */
export const indexName = (archive: string): string =>
  archive.endsWith(suffix) ? archive : `${archive.replace(/\.tar\.zst(?:\.age)?$/, "")}${suffix}`;

/** The time in an index's name; undefined for any other file. */
export function indexTime(name: string): Date | undefined {
  return name.endsWith(suffix) ? archiveTime(`${name.slice(0, -suffix.length)}.tar.zst`) : undefined;
}

/** Collects the lines of an index: a hundred bytes for each picture. */
export class IndexLines {
  count = 0;
  #full: Buffer[] = [];
  #lines: string[] = [];

  add({ sha256, size, key }: ArchivePicture): void {
    this.count += 1;
    this.#lines.push(`${sha256} ${size} ${key}\n`);
    if (this.#lines.length === 1_000) this.#pack();
  }

  #pack(): void {
    if (this.#lines.length > 0) this.#full.push(Buffer.from(this.#lines.join(""), "latin1"));
    this.#lines = [];
  }

  /** The bytes of the whole index, signed and compressed. */
  compress(about: Pick<ArchiveIndexHeader, "archive" | "pictures" | "archiveSha256">): AsyncIterable<Uint8Array> {
    this.#pack();
    const hash = createHash("sha256");
    for (const lines of this.#full) hash.update(lines);
    const header = { ...about, count: this.count, linesSha256: hash.digest("hex") };
    const first = `${JSON.stringify({ product: "vigie", ...header, signature: signatureOf(header) })}\n`;
    const zstd = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    return Readable.from([Buffer.from(first), ...this.#full], { objectMode: false }).pipe(zstd);
  }
}

/**
 * Reads the index of an archive, by its name or that of the archive. Yields its pictures, in the order of their keys.
 * Trust it only if `isSigned` accepts the header and everything was read.
 * @throws an error if it is damaged, incomplete, too large, of another archive or missing (code ENOENT)
 */
export async function* readIndex(
  destination: BackupDestination,
  archiveOrIndex: string,
  onHeader: (header: ArchiveIndexHeader) => void = () => {},
): AsyncGenerator<ArchivePicture> {
  const name = indexName(archiveOrIndex);
  const damaged = () => new Error(`${name} in ${destination.location} is damaged.`);
  const hash = createHash("sha256");
  let header: ArchiveIndexHeader | undefined;
  let count = 0;
  let previous = "";
  for await (const line of readLines(destination, name)) {
    if (!header) {
      header = parseHeader(line);
      if (!header || indexName(header.archive) !== name) throw damaged();
      onHeader(header);
      continue;
    }
    hash.update(`${line}\n`, "latin1");
    const [sha256 = "", size = "", key = "", ...rest] = line.split(" ");
    const isPicture = /^[0-9a-f]{64}$/.test(sha256) && /^\d{1,12}$/.test(size) && parsePictureKey(key) !== undefined;
    count += 1;
    // In the order of the keys, so that none is there twice.
    if (!isPicture || rest.length > 0 || key <= previous || count > header.count) throw damaged();
    previous = key;
    yield { sha256, size: Number(size), key };
  }
  if (!header || header.count !== count) throw damaged();
  if (header.linesSha256 !== undefined && header.linesSha256 !== hash.digest("hex")) throw damaged();
}

/** Reads only what an index says about itself. Throws as `readIndex`. */
export async function readIndexHeader(
  destination: BackupDestination,
  archiveOrIndex: string,
): Promise<ArchiveIndexHeader> {
  let found: ArchiveIndexHeader | undefined;
  const index = readIndex(destination, archiveOrIndex, (header) => {
    found = header;
  });
  await index.next();
  await index.return(undefined);
  if (!found) throw new Error(`${indexName(archiveOrIndex)} in ${destination.location} is damaged.`);
  return found;
}

function parseHeader(line: string): ArchiveIndexHeader | undefined {
  try {
    return headerSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The lines of an index. Throws for one whose last line has no end, and before it takes more memory than a line may. */
async function* readLines(destination: BackupDestination, name: string): AsyncGenerator<string> {
  const damaged = (cause?: unknown) => new Error(`${name} in ${destination.location} is damaged.`, { cause });
  const source = Readable.from(atMost(destination.open(name), damaged), { objectMode: false });
  const zstd = createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: maxWindowLog } });
  source.on("error", (error) => zstd.destroy(error));
  let rest = "";
  try {
    for await (const chunk of atMost(source.pipe(zstd), damaged)) {
      const lines = (rest + Buffer.from(chunk).toString("latin1")).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > maxLineLength || lines.some((line) => line.length > maxLineLength)) throw damaged();
      yield* lines;
    }
    if (rest !== "") throw damaged();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT") throw missingFile(name, destination.location);
    throw /^(?:ZSTD_|Z_|ERR_ZSTD_)/.test(code) ? damaged(error) : error;
  } finally {
    source.destroy();
    zstd.destroy();
  }
}

async function* atMost(source: AsyncIterable<Uint8Array>, damaged: () => Error): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxIndexBytes) throw damaged();
    yield chunk;
  }
}
