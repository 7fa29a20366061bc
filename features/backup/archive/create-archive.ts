import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import { encryptStream, isEncrypting } from "../encryption/encryption.ts";
import type { ArchiveManifest } from "./archive-format.ts";
import type { CreateArchiveOptions } from "./archive-options.ts";
import { writeTar } from "./write-tar.ts";

/** Compresses as fast as a disk writes; a higher level takes twice the time for a twentieth of the size. */
const compressionLevel = 3;
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
  const tar = Readable.from(
    writeTar(options, (written) => {
      manifest = written;
    }),
    { objectMode: false, highWaterMark: streamBufferBytes },
  );
  // Node 24 fails with ZSTD_c_nbWorkers ("push after EOF"). It compresses in a thread of its own anyway.
  const zstd = createZstdCompress({
    chunkSize: streamBufferBytes,
    params: { [constants.ZSTD_c_compressionLevel]: compressionLevel, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const piped = pipeline(tar, zstd, { signal: options.signal });
  // The stream throws the same.
  piped.catch(() => {});
  try {
    yield* isEncrypting(options) ? encryptStream(zstd, options) : zstd;
    await piped;
    if (!manifest) throw new Error("The archive ended without its manifest.");
    resolve(manifest);
  } catch (error) {
    reject(error);
    throw error;
  } finally {
    // Also if the reader stopped early: the connection and its transaction end.
    tar.destroy();
    zstd.destroy();
    reject(new Error("The archive was not read to its end."));
    await piped.catch(() => {});
  }
}
