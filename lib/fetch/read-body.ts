import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** What a body's reading ended in: whole, or over one of its bounds. */
export type ResponseRefusal = "encoding" | "tooLarge" | "tooSlow";

const decoders = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress };
type Coding = keyof typeof decoders;
const isCoding = (name: string): name is Coding => Object.hasOwn(decoders, name);

/** What the server is told that it may send. */
export const acceptedCodings = "gzip, deflate, br";

interface BodyReadLimits {
  /** Both as it comes and once decompressed. */
  maxBytes: number;
  /** In each window of so long (ms) … */
  rateWindowMs: number;
  /** … at least so many bytes come, or the rest is not waited for. */
  minWindowBytes: number;
}

/** Lets a body go that nobody wants; that this breaks it off is no error. */
export function discard(body: Readable): void {
  body.on("error", () => undefined).destroy();
}

/** Reads a body to its end, decompressed, within its bounds. Whatever is left unread is destroyed. Throws what the connection throws. */
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
  let kept = 0;
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
      kept += chunk.length;
      if (kept > maxBytes) return stop("tooLarge");
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
  return refusal ?? new Uint8Array(Buffer.concat(parts, kept));
}
