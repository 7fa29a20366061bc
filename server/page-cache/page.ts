import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from "node:zlib";
import { LRUCache } from "lru-cache";
import type { Encoding } from "./encoding.ts";
import { etagOf, hashContent } from "./etag.ts";
import type { ContentAge } from "./last-modified.ts";
import { type PreparedResponse, prepareResponse } from "./prepared-response.ts";

/**
 * A body, plain or compressed, with its complete header list, flat (`name, value, name, value …`) as `writeHead` takes
 * it.
 */
export interface Variant {
  encoding: Encoding;
  headers: string[];
  /** A part of `message`. */
  body: Buffer;
  message: PreparedResponse;
}

/** A finished response that can be sent any number of times. */
export interface CachedPage {
  status: number;
  /** Whether there are compressed variants. */
  isCompressible: boolean;
  /**
   * The variant in an encoding. A compressed one is made in Node's thread pool when the first client requests it, and
   * kept: in a burst of comments, a page is often replaced before any client requests its second encoding. From then on
   * the plain variant, which few clients request, is only kept while it is requested (`recentPlain`).
   */
  variant(encoding: Encoding): Variant | Promise<Variant>;
  /** Fingerprint of body and headers, from which ETags are made. */
  fingerprint: string;
  /** Headers of a 304, without the ETag. */
  shortHeaders: string[];
  /** When a feed's content changed. */
  contentAge: ContentAge | undefined;
  /**
   * Bytes held in memory once both compressed variants are made (estimated); twice as many while no client has requested
   * a compressed one.
   */
  size: number;
  /** The address of the data that its loader requests, if it has any. */
  dataAddress?: string | undefined;
  /** Fingerprint of Next's response, by which a refresh without changes is recognised. */
  source: string;
}

/** Small bodies do not gain from compression: a packet holds about this much. */
const minCompressedBytes = 860;

/** For 100 KB, Brotli 5 takes 1.6 ms and gzip 6 1.4 ms. Brotli 4 takes 1.2 ms for 8 % more bytes. */
const thorough = { brotli: 5, gzip: 6 };
/** For pages that few clients request: for 100 KB, Brotli 2 takes 0.5 ms for 17 % more bytes, gzip 3 0.7 ms for 12 %. */
const fast = { brotli: 2, gzip: 3 };

/** Both compressed variants of a page together have 40 to 45 % of its bytes. */
const compressedShare = 0.5;

/** Bytes of plain variants that are kept beside their compressed ones. */
const maxRecentPlainBytes = 8 * 1024 * 1024;

/** The plain variants that were made or requested last. */
const recentPlain = new LRUCache<object, Variant>({
  maxSize: maxRecentPlainBytes,
  sizeCalculation: ({ message }) => message.bytes.length,
});

const [brotli, gzipped] = [promisify(brotliCompress), promisify(gzip)];
const decompressors = { br: promisify(brotliDecompress), gzip: promisify(gunzip) };

const compressors = {
  br: (body: Buffer, level: typeof thorough) =>
    brotli(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: level.brotli,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: (body: Buffer, level: typeof thorough) => gzipped(body, { level: level.gzip }),
};

export interface PageParts {
  status: number;
  /** Without Content-Length, Content-Encoding, ETag and Date. */
  headers: [string, string][];
  body: Buffer;
  source: string;
  dataAddress?: string | undefined;
  /** Whether few clients request the same page, so that compressing it well costs more than it saves. */
  isSeldomRequested?: boolean;
  /** The result of `fingerprintOf`, if the thread that rendered the page has computed it. */
  fingerprint?: string;
}

/** The fingerprint of body and headers. */
export function fingerprintOf({ status, headers, body }: Pick<PageParts, "status" | "headers" | "body">): string {
  return hashContent(String(status), JSON.stringify(headers), body);
}

const compressible = /^(text\/|application\/(json|javascript|manifest\+json|ld\+json|xml|[\w.+-]+\+xml)|image\/svg)/;

/** The headers of a page that a 304 repeats. The hubs of a feed are among them, for subscribers that look there. */
function isShortHeader([name, value]: [string, string]): boolean {
  if (/^link$/i.test(name)) return value.includes('rel="hub"');
  return /^(cache-control|vary|content-location|expires|strict-transport-security|x-content-type-options)$/i.test(name);
}

/** Prepares a response to be sent in any encoding. */
export function makePage(parts: PageParts, contentAge?: ContentAge): CachedPage {
  const { status, body, source, fingerprint = fingerprintOf(parts) } = parts;
  const headers: [string, string][] = contentAge?.isExact
    ? [...parts.headers, ["Last-Modified", new Date(contentAge.second * 1_000).toUTCString()]]
    : parts.headers;
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  const shortHeaders = headers.filter(isShortHeader).flat();
  const makeVariant = (encoding: Encoding, bytes: Buffer): Variant => {
    const own: string[] = headers.flat();
    if (encoding !== "identity") own.push("Content-Encoding", encoding);
    own.push("Content-Length", String(bytes.length), "ETag", etagOf(fingerprint, encoding));
    const message = prepareResponse(status, own, bytes);
    return { encoding, headers: own, body: message.bytes.subarray(message.bodyAt), message };
  };
  const isCompressible = body.length >= minCompressedBytes && compressible.test(type);
  const key = {};
  const compressed: Partial<Record<Encoding, Variant | Promise<Variant> | undefined>> = {};
  /** Undefined once there is a compressed variant, from which it can be made again. */
  let plain: Variant | undefined = makeVariant("identity", body);
  const { bodyAt } = plain.message;
  const length = body.length;

  let restoring: Promise<Variant> | undefined;
  const restorePlain = async (): Promise<Variant> => {
    const variant = await (compressed.gzip ?? compressed.br);
    if (!variant) throw new Error("A page has lost its body.");
    if (variant.encoding === "identity") return variant;
    const restored = makeVariant("identity", await decompressors[variant.encoding](variant.body));
    recentPlain.set(key, restored);
    return restored;
  };
  const findPlain = (): Variant | Promise<Variant> => {
    const found = plain ?? recentPlain.get(key);
    if (found) return found;
    restoring ??= restorePlain().finally(() => {
      restoring = undefined;
    });
    return restoring;
  };
  const compress = async (encoding: "br" | "gzip", from: Variant | Promise<Variant>): Promise<Variant> => {
    try {
      const source = await from;
      const bytes = await compressors[encoding](source.body, parts.isSeldomRequested ? fast : thorough).catch(
        () => undefined,
      );
      // The plain variant also if compressing failed, for want of memory.
      const made = bytes && bytes.length < length ? makeVariant(encoding, bytes) : source;
      compressed[encoding] = made;
      if (made !== source && plain) {
        recentPlain.set(key, plain);
        plain = undefined;
      }
      return made;
    } catch (error) {
      // The next request tries again.
      compressed[encoding] = undefined;
      throw error;
    }
  };
  const variant = (encoding: Encoding): Variant | Promise<Variant> => {
    if (encoding === "identity" || !isCompressible) return findPlain();
    compressed[encoding] ??= compress(encoding, findPlain());
    return compressed[encoding];
  };
  const size = 1_000 + 8 * bodyAt + (isCompressible ? compressedShare : 1) * length;
  const { dataAddress } = parts;
  return {
    status,
    isCompressible,
    variant,
    fingerprint,
    shortHeaders,
    contentAge,
    size: Math.ceil(size),
    dataAddress,
    source,
  };
}
