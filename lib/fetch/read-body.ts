import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";

/** Which limit a body exceeded, or that its encoding is unsupported. */
export type ResponseRefusal = "encoding" | "tooLarge" | "tooSlow";

const decoders = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  // RFC 9659: a window of 8 MB at most, which is memory that the sender would otherwise choose.
  zstd: () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } }),
};
type Coding = keyof typeof decoders;
const isCoding = (name: string): name is Coding => Object.hasOwn(decoders, name);

/** The codings that the request accepts. */
export const acceptedCodings = "gzip, deflate, br, zstd";

interface BodyReadLimits {
  /** Limit both as it arrives and decompressed. */
  maxBytes: number;
  /** In each window of this length (ms) … */
  rateWindowMs: number;
  /** … at least this many bytes must arrive, or the rest is abandoned. */
  minWindowBytes: number;
}

/** Discards an unwanted body; the resulting abort is no error. */
export function discard(body: Readable): void {
  body.on("error", () => undefined).destroy();
}

/**
 * Reads a body to its end, decompressed, within its limits. Destroys whatever is left unread. Throws errors of the
 * connection.
 */
export async function readBody(
  source: Readable,
  contentEncoding: string,
  { maxBytes, rateWindowMs, minWindowBytes }: BodyReadLimits,
): Promise<Uint8Array | ResponseRefusal> {
  const coding = contentEncoding.trim().toLowerCase();
  const plain = coding === "" || coding === "identity";
  if (!plain && !isCoding(coding)) {
    discard(source);
    return "encoding";
  }
  let refusal: ResponseRefusal | undefined;
  const stop = (why: ResponseRefusal) => {
    refusal ??= why;
    discard(source);
  };
  let inWindow = 0;
  const clock = setInterval(() => {
    if (inWindow < minWindowBytes) stop("tooSlow");
    inWindow = 0;
  }, rateWindowMs);
  let received = 0;
  const parts: Uint8Array[] = [];
  let usedBytes = 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      inWindow += chunk.length;
      received += chunk.length;
      if (received > maxBytes) return stop("tooLarge");
      yield chunk;
    }
  };
  const collected = async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) {
      usedBytes += chunk.length;
      if (usedBytes > maxBytes) return stop("tooLarge");
      parts.push(chunk);
    }
  };
  try {
    if (isCoding(coding)) await pipeline(source, counted, decoders[coding](), collected);
    else await pipeline(source, counted, collected);
  } catch (error) {
    if (refusal === undefined) throw error;
  } finally {
    clearInterval(clock);
    discard(source);
  }
  return refusal ?? new Uint8Array(Buffer.concat(parts, usedBytes));
}
