import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdDecompress } from "node:zlib";
import { ageMagic, type DecryptionKeys, decryptStream } from "../encryption/decryption.ts";

const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** The largest window that is accepted, as a power of two: 8 MB; ours has 2 MB. */
const maxWindowLog = 23;
const streamBufferBytes = 256 * 2 ** 10;
/** From this size on (bytes), an archive may not expand to more than so many times its size. */
const freeExpansion = 256 * 2 ** 20;
const maxExpansion = 3_000;

/** An archive is not what it should be: cut, changed, made by something else. Its message completes "The backup …". */
export class DamagedArchiveError extends Error {}

/**
 * The tar in an archive, decrypted and decompressed. `onBytes` receives how much of the source was read. With
 * `keys.isRequired` an archive that is not encrypted is refused: somebody could have put it in the place of one that was.
 */
export async function* openArchive(
  source: AsyncIterable<Uint8Array>,
  keys: DecryptionKeys,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const { start, rest } = await readStart(source, ageMagic.length);
  const isEncrypted = start.subarray(0, ageMagic.length).equals(ageMagic);
  if (!isEncrypted && keys.isRequired && start.length > 0)
    throw new DamagedArchiveError(
      "is not encrypted, although it should be: whoever can write to its place may have made it. If you trust it, give no key (unset BACKUP_PASSPHRASE and BACKUP_RECIPIENT too) and a name that does not end with .age",
    );
  const input = countBytes(rest, onBytes);
  yield* decompress(isEncrypted ? decryptStream(input, keys) : input);
}

async function* decompress(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { start, rest } = await readStart(source, zstdMagic.length);
  if (!start.subarray(0, zstdMagic.length).equals(zstdMagic))
    throw new DamagedArchiveError(start.length === 0 ? "is empty" : "is not a backup of Vigie");
  let input = 0;
  let output = 0;
  const zstd = createZstdDecompress({
    chunkSize: streamBufferBytes,
    params: { [constants.ZSTD_d_windowLogMax]: maxWindowLog },
  });
  const counted = countBytes(rest, (bytes) => {
    input += bytes;
  });
  const piped = pipeline(Readable.from(counted, { objectMode: false }), zstd);
  piped.catch(() => {});
  try {
    for await (const bytes of zstd) {
      output += bytes.length;
      if (output > freeExpansion && output > input * maxExpansion)
        throw new DamagedArchiveError("expands to far more than its size");
      yield bytes;
    }
    await piped;
  } finally {
    zstd.destroy();
    await piped.catch(() => {});
  }
}

/** The first bytes of a stream, as many as there are up to `size`, and the whole of it. */
async function readStart(
  source: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ start: Buffer; rest: AsyncIterable<Uint8Array> }> {
  const input = source[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  let isDone = false;
  while (start.length < size && !isDone) {
    const { value, done } = await input.next();
    if (done) isDone = true;
    else start = Buffer.concat([start, value]);
  }
  async function* rest() {
    try {
      if (start.length > 0) yield start;
      if (!isDone) for (let next = await input.next(); !next.done; next = await input.next()) yield next.value;
    } finally {
      await input.return?.();
    }
  }
  return { start, rest: rest() };
}

async function* countBytes(
  source: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    onBytes(bytes.length);
    yield bytes;
  }
}
