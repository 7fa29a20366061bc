import { addAbortSignal } from "node:stream";
import { constants, createZstdCompress, type ZstdCompress } from "node:zlib";
import { encryptStream, isEncrypting } from "../encryption/encryption.ts";
import type { ArchiveManifest } from "./archive-format.ts";
import type { CreateArchiveOptions } from "./archive-options.ts";
import { writeTar } from "./write-tar.ts";

/** Level 3, the usual one, takes twice the processor time for a seventh of the size. */
const compressionLevel = 1;
const streamBufferBytes = 256 * 2 ** 10;

/**
 * Makes one archive of a site while it runs: a tar, compressed with zstd and, with a passphrase or recipients,
 * encrypted with age. The rows of all tables are those of one moment. It reads as fast as `stream` is read and holds a
 * few parts in memory. It takes no lock but the one of a SELECT, which only a migration waits for. If reading stops
 * early, everything is released.
 * @returns `stream`: the bytes, to be read once; it throws what made the backup fail. `finished`: the manifest, after
 *   the last byte
 */
export function createArchive(options: CreateArchiveOptions): {
  stream: AsyncIterable<Uint8Array>;
  finished: Promise<ArchiveManifest>;
} {
  const { promise: finished, resolve, reject } = Promise.withResolvers<ArchiveManifest>();
  // Whoever reads the stream gets the same error.
  finished.catch(() => {});
  return { stream: readArchive(options, resolve, reject), finished };
}

async function* readArchive(
  options: CreateArchiveOptions,
  resolve: (manifest: ArchiveManifest) => void,
  reject: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  let manifest: ArchiveManifest | undefined;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  const tar = writeTar({ ...options, signal }, (written) => {
    manifest = written;
  });
  // Node 24 fails with ZSTD_c_nbWorkers ("push after EOF"). It compresses in a thread of its own anyway.
  const zstd = createZstdCompress({
    chunkSize: streamBufferBytes,
    params: { [constants.ZSTD_c_compressionLevel]: compressionLevel, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const compressed = compress(tar, zstd, signal);
  // The stream throws the same.
  compressed.catch(() => {});
  try {
    yield* isEncrypting(options) ? encryptStream(zstd, options) : zstd;
    await compressed;
    if (!manifest) throw new Error("The archive ended without its manifest.");
    resolve(manifest);
  } catch (error) {
    reject(error);
    throw error;
  } finally {
    // Also if the reader stopped early: the connection and its transaction end.
    stop.abort();
    reject(new Error("The archive was not read to its end."));
    await compressed.catch(() => {});
  }
}

/** Writes a tar into a compressor, which has used each chunk before the next one is asked for. */
async function compress(tar: AsyncIterable<Uint8Array>, zstd: ZstdCompress, signal: AbortSignal): Promise<void> {
  addAbortSignal(signal, zstd);
  try {
    for await (const bytes of tar) await writeChunk(zstd, bytes);
    zstd.end();
  } catch (error) {
    zstd.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** Resolves when a stream has used a chunk. Throws if it is destroyed before. */
function writeChunk(stream: ZstdCompress, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(stream.errored ?? new Error("Compression was stopped."));
    stream.once("close", fail);
    stream.write(bytes, (error) => {
      stream.off("close", fail);
      if (error) reject(error);
      else resolve();
    });
  });
}
