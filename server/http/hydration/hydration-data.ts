import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants, gzip, zstdCompressSync, zstdDecompress } from "node:zlib";
import { LRUCache } from "lru-cache";
import { splitAddress } from "#lib/split-address.ts";
import { chooseEncoding } from "#server/page-cache/encoding.ts";
import { joinUnpooled } from "#server/page-cache/prepared-response.ts";
import { restrictivePolicy, securityHeaders } from "../security-headers.ts";

/** Within the one folder from which pages may run scripts (trusted-types.ts). */
const dataFolder = "/_next/static/data/";
const dataPathPattern = /^\/_next\/static\/data\/[\w-]{22}\.js$/;

/** Enough for two thousand versions of a usual page. */
const maxCacheBytes = 24 * 1024 * 1024;
/** For clients that do not accept Brotli, such as browsers on a site without https. */
const maxGzipBytes = 2 * 1024 * 1024;
/** The same as for pages (page-cache/page.ts). */
const brotliQuality = 5;

const [compressBrotli, decompressBrotli, compressGzip, decompressZstd] = [
  promisify(brotliCompress),
  promisify(brotliDecompress),
  promisify(gzip),
  promisify(zstdDecompress),
];

/** A page's data in the form in which it is first stored. */
export interface CompressedData {
  /** The address without its query. */
  path: string;
  /** In Zstandard. */
  bytes: Buffer;
}

/** The data of one version of a page. */
interface HeldData {
  /** `zstd` until the first request. */
  encoding: "zstd" | "br";
  bytes: Buffer;
}

/** Compresses a page's data. */
export function compressData({ address, script }: { address: string; script: string }): CompressedData {
  return { path: splitAddress(address).path, bytes: joinUnpooled(zstdCompressSync(script)) };
}

/** The address of a page's data: names its content and the page. */
export function hydrationDataUrl(script: string, page: string): string {
  return `${hydrationDataPath(script)}?of=${encodeURIComponent(page)}`;
}

/** The same without the page. */
export function hydrationDataPath(script: string | Buffer): string {
  return `${dataFolder}${createHash("sha256").update(script).digest("base64url").slice(0, 22)}.js`;
}

/** The page to which an address of data belongs; undefined if it is not one of this site's. */
export function pageOfHydrationData(url: string): string | undefined {
  const page = new URL(url, "http://site").searchParams.get("of") ?? "";
  return /^\/(?!\/)/.test(page) ? page : undefined;
}

/**
 * Stores the data that pages leave to their loader, by content. Older versions stay for readers who opened a page
 * before it changed; a missing one is rendered again with its page, unless the page has changed. Without it the page
 * still works: links and forms do.
 */
export class HydrationDataStore {
  /**
   * By address without query. Most versions are never requested, so they are stored in Zstandard, a fifth of the text,
   * which takes 0.2 ms for 70 KB. A requested one is stored in Brotli (0.9 ms), which nearly every browser accepts.
   */
  readonly #held = new LRUCache<string, HeldData>({
    maxSize: maxCacheBytes,
    sizeCalculation: ({ bytes }) => bytes.length + 300,
  });
  /** The data that was last requested in gzip: compressing it takes 4 ms. */
  readonly #gzipped = new LRUCache<string, Buffer>({
    maxSize: maxGzipBytes,
    sizeCalculation: (body) => body.length + 200,
  });
  readonly #headers: string[];

  constructor(options: { secure: boolean }) {
    this.#headers = [
      ["Content-Type", "application/javascript; charset=utf-8"],
      ["Cache-Control", "public, max-age=31536000, immutable"],
      ["Vary", "Accept-Encoding"],
      ["Content-Security-Policy", restrictivePolicy],
      ...securityHeaders(options),
    ].flat();
  }

  store({ path, bytes }: CompressedData): void {
    if (!this.#held.get(path)) this.#held.set(path, { encoding: "zstd", bytes });
  }

  /** Whether the data at a path is stored here. */
  holds(path: string): boolean {
    return this.#held.has(path);
  }

  /** Whether a path (without its query) could be that of data. */
  has(path: string): boolean {
    return dataPathPattern.test(path);
  }

  /** Answers a GET or HEAD; false if the data is not stored. */
  async respond(req: IncomingMessage, res: ServerResponse, path: string): Promise<boolean> {
    const held = this.#held.get(path);
    if (!held || (req.method !== "GET" && req.method !== "HEAD")) return false;
    const encoding = chooseEncoding(req.headers["accept-encoding"], () => true);
    const body =
      encoding === "br"
        ? await this.#brotli(path, held)
        : encoding === "gzip"
          ? await this.#gzip(path, held)
          : await decompress(held);
    const coded = encoding === "identity" ? [] : ["Content-Encoding", encoding];
    res.writeHead(200, [...this.#headers, ...coded, "Content-Length", String(body.length)]);
    res.end(req.method === "HEAD" ? undefined : body);
    return true;
  }

  async #brotli(path: string, held: HeldData): Promise<Buffer> {
    if (held.encoding === "br") return held.bytes;
    const params = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality };
    const bytes = joinUnpooled(await compressBrotli(await decompress(held), { params }));
    this.#held.set(path, { encoding: "br", bytes });
    return bytes;
  }

  async #gzip(path: string, held: HeldData): Promise<Buffer> {
    const known = this.#gzipped.get(path);
    if (known) return known;
    const body = joinUnpooled(await compressGzip(await decompress(held)));
    this.#gzipped.set(path, body);
    return body;
  }
}

const decompress = ({ encoding, bytes }: HeldData) =>
  encoding === "br" ? decompressBrotli(bytes) : decompressZstd(bytes);
