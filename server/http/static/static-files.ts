import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import { chooseEncoding, type Encoding } from "#server/page-cache/encoding.ts";
import { etagOf, hashContent, matchesEtag } from "#server/page-cache/etag.ts";
import { parseByteRange } from "../byte-range.ts";
import { restrictivePolicy, securityHeaders } from "../security-headers.ts";
import { listStaticFiles, readStaticFile, type StaticFile } from "./file-catalogue.ts";
import { compress, precompressFile } from "./precompress.ts";

interface LoadedFile {
  bodies: Partial<Record<Encoding, Buffer>> & { identity: Buffer };
  fingerprint: string;
  size: number;
}

/** Bytes of file bodies held in memory: more than a whole build of this site needs. */
const maxCacheBytes = 24 * 1024 * 1024;
/** Larger files are not held in memory and support ranges. */
const minRangeBytes = 256 * 1024;

interface StaticFolders {
  /** Next's `.next/static`. */
  build: string;
  /** `public/`. */
  public: string;
  secure: boolean;
}

/**
 * Serves the site's files, precompressed and from memory: what the build made (immutable) and the files in `public/`.
 */
export class StaticFiles {
  readonly #known: Map<string, StaticFile>;
  readonly #loaded = new LRUCache<string, Promise<LoadedFile | undefined>>({ max: 500 });
  readonly #sizes = new LRUCache<string, number>({
    maxSize: maxCacheBytes,
    sizeCalculation: (bytes) => bytes + 1,
    dispose: (_, address) => this.#loaded.delete(address),
  });
  readonly #secure: boolean;

  private constructor(known: Map<string, StaticFile>, secure: boolean) {
    this.#known = known;
    this.#secure = secure;
  }

  static async open(folders: StaticFolders): Promise<StaticFiles> {
    const build = await listStaticFiles(folders.build, "/_next/static/", true);
    const open = await listStaticFiles(folders.public, "/", false);
    return new StaticFiles(new Map([...open, ...build]), folders.secure);
  }

  /** Compresses what the build has not (its last step does), one file after the other. */
  async prepare(): Promise<void> {
    for (const [address, asset] of this.#known) {
      // The few files in `public/` belong to the operator: they are compressed in memory
      if (!asset.immutable) continue;
      const written = await precompressFile(asset).catch(() => 0); // a read-only installation
      if (written > 0) this.#loaded.delete(address);
    }
  }

  has(path: string): boolean {
    return this.#known.has(path);
  }

  /** Answers a GET or HEAD of a known file; false if there is none at `path`. */
  async respond(req: IncomingMessage, res: ServerResponse, path: string): Promise<boolean> {
    const asset = this.#known.get(path);
    if (!asset || (req.method !== "GET" && req.method !== "HEAD")) return false;
    const loaded = await this.#load(path, asset);
    if (!loaded) return false;
    const { bodies, fingerprint } = loaded;
    const encoding = chooseEncoding(req.headers["accept-encoding"], (one) => bodies[one] !== undefined);
    const body = bodies[encoding] ?? bodies.identity;
    const etag = etagOf(fingerprint, encoding);
    const headers = [
      ...["Cache-Control", asset.immutable ? "public, max-age=31536000, immutable" : "public, max-age=3600"],
      ...["ETag", etag],
      ...(asset.compressible ? ["Vary", "Accept-Encoding"] : []),
      ...securityHeaders({ secure: this.#secure }).flat(),
    ];
    if (matchesEtag(req.headers["if-none-match"], fingerprint)) {
      res.writeHead(304, headers).end();
      return true;
    }
    headers.push("Content-Type", asset.type, "Content-Security-Policy", restrictivePolicy);
    if (encoding !== "identity") headers.push("Content-Encoding", encoding);
    const ranged = encoding === "identity" && asset.bytes >= minRangeBytes;
    if (ranged) headers.push("Accept-Ranges", "bytes");
    const condition = req.headers["if-range"];
    const whole = !ranged || (condition !== undefined && condition !== etag);
    const part = whole ? undefined : parseByteRange(req.headers.range, body.length);
    if (part === "unsatisfiable") {
      res.writeHead(416, [...headers, "Content-Range", `bytes */${body.length}`, "Content-Length", "0"]).end();
      return true;
    }
    const sent = part ? body.subarray(part[0], part[1] + 1) : body;
    if (part) headers.push("Content-Range", `bytes ${part[0]}-${part[1]}/${body.length}`);
    res.writeHead(part ? 206 : 200, [...headers, "Content-Length", String(sent.length)]);
    res.end(req.method === "HEAD" ? undefined : sent);
    return true;
  }

  #load(address: string, asset: StaticFile): Promise<LoadedFile | undefined> {
    const known = this.#loaded.get(address);
    if (known) return known;
    const loading = loadFile(asset);
    this.#loaded.set(address, loading);
    loading.then((loaded) => {
      if (loaded && this.#loaded.peek(address) === loading) this.#sizes.set(address, loaded.size);
    });
    return loading;
  }
}

async function loadFile(asset: StaticFile): Promise<LoadedFile | undefined> {
  const identity = await readStaticFile(asset);
  if (!identity) return undefined;
  const form = (ending: ".br" | ".gz") =>
    asset.immutable ? readStaticFile(asset, ending) : compress(identity, ending);
  const [br, gzip] = asset.compressible ? await Promise.all([form(".br"), form(".gz")]) : [];
  const bodies: LoadedFile["bodies"] = { identity };
  if (br && br.length < identity.length) bodies.br = br;
  if (gzip && gzip.length < identity.length) bodies.gzip = gzip;
  const size = Object.values(bodies).reduce((sum, body) => sum + body.length, 0);
  return { bodies, fingerprint: hashContent(identity), size };
}
