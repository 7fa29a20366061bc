import { rename, stat, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { listStaticFiles, readStaticFile, type StaticFile } from "./file-catalogue.ts";

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Smaller files would not save a packet by compression (bytes). */
const minCompressedBytes = 860;

/** Compresses bytes at the highest level of the format. */
export async function compress(bytes: Buffer, ending: ".br" | ".gz"): Promise<Buffer> {
  if (ending === ".gz") return gzipped(bytes, { level: 9 });
  return brotli(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
}

async function isNewer(file: string, than: string): Promise<boolean> {
  const [own, other] = await Promise.all([stat(file).catch(() => undefined), stat(than)]);
  return own !== undefined && own.mtimeMs >= other.mtimeMs;
}

/**
 * Writes a `.br` (quality 11) and a `.gz` (9) next to each compressible file in `folder`, where they are missing or
 * older. Each is written under another name first: two starts at once, or a full disk, leave no half file. Returns the
 * number of files written.
 */
export async function precompress(folder: string): Promise<number> {
  let written = 0;
  for (const asset of (await listStaticFiles(folder, "/", true)).values()) written += await precompressFile(asset);
  return written;
}

/** Writes the missing or outdated compressed copies of one file. Returns how many it wrote. */
export async function precompressFile(asset: StaticFile): Promise<number> {
  if (!asset.compressible || asset.bytes < minCompressedBytes) return 0;
  let written = 0;
  for (const ending of [".br", ".gz"] as const) {
    const target = asset.file + ending;
    if (await isNewer(target, asset.file)) continue;
    const bytes = await readStaticFile(asset);
    if (!bytes) continue;
    const temporary = `${target}.${process.pid}.tmp`;
    await writeFile(temporary, await compress(bytes, ending));
    await rename(temporary, target);
    written += 1;
  }
  return written;
}
