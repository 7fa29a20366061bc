import { Readable } from "node:stream";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { z } from "zod";
import type { ArchivePicture } from "../archive/archive-format.ts";
import { archiveTime } from "../archive/archive-name.ts";
import { type BackupDestination, missingFile } from "../destinations/destination.ts";

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
  count: z.number().int().nonnegative(),
});

export type ArchiveIndexHeader = z.infer<typeof headerSchema>;

const maxHeaderBytes = 4_096;
const suffix = ".index.zst";

/** The name of the index of an archive. */
export const indexName = (archive: string): string => archive.replace(/\.tar\.zst(?:\.age)?$/, suffix);

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

  /** The bytes of the whole index, compressed. */
  compress(header: Omit<ArchiveIndexHeader, "product" | "count">): AsyncIterable<Uint8Array> {
    this.#pack();
    const first = `${JSON.stringify({ product: "vigie", ...header, count: this.count })}\n`;
    const zstd = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    return Readable.from([Buffer.from(first), ...this.#full], { objectMode: false }).pipe(zstd);
  }
}

/**
 * Reads the index of an archive, by its name or that of the archive. Yields its pictures.
 * @throws an error if it is damaged, incomplete, of another archive or missing (code ENOENT)
 */
export async function* readIndex(
  destination: BackupDestination,
  archiveOrIndex: string,
  onHeader: (header: ArchiveIndexHeader) => void = () => {},
): AsyncGenerator<ArchivePicture> {
  const name = indexName(archiveOrIndex);
  const damaged = () => new Error(`${name} in ${destination.location} is damaged.`);
  let header: ArchiveIndexHeader | undefined;
  let count = 0;
  for await (const line of readLines(destination, name)) {
    if (!header) {
      header = parseHeader(line);
      if (!header || indexName(header.archive) !== name) throw damaged();
      onHeader(header);
      continue;
    }
    const [sha256 = "", size = "", key = ""] = line.split(" ");
    if (!/^[0-9a-f]{64}$/.test(sha256) || !/^\d{1,15}$/.test(size) || key === "") throw damaged();
    count += 1;
    yield { sha256, size: Number(size), key };
  }
  if (!header || header.count !== count) throw damaged();
}

function parseHeader(line: string): ArchiveIndexHeader | undefined {
  try {
    return headerSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function* readLines(destination: BackupDestination, name: string): AsyncGenerator<string> {
  const source = Readable.from(destination.open(name), { objectMode: false });
  const zstd = createZstdDecompress();
  source.on("error", (error) => zstd.destroy(error));
  let rest = "";
  try {
    for await (const chunk of source.pipe(zstd)) {
      const lines = (rest + (chunk as Buffer).toString("latin1")).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > maxHeaderBytes) throw new Error(`${name} in ${destination.location} is damaged.`);
      yield* lines;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw missingFile(name, destination.location);
    throw error;
  } finally {
    source.destroy();
  }
}
