import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import { masterKey } from "#features/media/keys.ts";
import { contentTypes, mediaFormats, parseMediaPath } from "#features/media/rules.ts";
import { log } from "#lib/log.ts";
import { mediaStorage } from "#lib/storage.ts";
import { readRange } from "./media/range.ts";
import { type Found, Variants } from "./media/variants.ts";

/** Variants lately asked for, in memory: a home page's pictures fit many times. */
const hot = new LRUCache<string, Extract<Found, { kind: "bytes" }>>({
  maxSize: 32 * 1024 * 1024,
  sizeCalculation: (found) => found.bytes.byteLength,
});
let variants: Variants | undefined;

/**
 * Answers `/media/ID` (the kept copy) and `/media/ID/WIDTH.FORMAT`; true when it did. Everything under an id is immutable. Other origins
 * may show the pictures: readers of feeds do.
 */
export async function serveMedia(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const path = (req.url ?? "").split("?", 1)[0] ?? "";
  if (!path.startsWith("/media/")) return false;
  res.setHeader("X-Content-Type-Options", "nosniff");
  res.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  res.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
  if (req.method !== "GET" && req.method !== "HEAD") return refuse(res, 405, { Allow: "GET, HEAD" });
  const wanted = parseMediaPath(path);
  if (!wanted) return refuse(res, 404);
  const etag = `"${path.slice("/media/".length).replace("/", "-")}"`;
  try {
    const found = hot.get(path) ?? (await find(wanted));
    if (found.kind === "busy") return refuse(res, 503, { "Retry-After": "2" });
    if (found.kind === "none") return refuse(res, 404);
    if (wanted.width) hot.set(path, found);
    return send(req, res, found.bytes, { "Content-Type": found.type, ETag: etag });
  } catch (error) {
    log.error({ err: error, path }, "A picture could not be served.");
    return refuse(res, 500);
  }
}

async function find(wanted: NonNullable<ReturnType<typeof parseMediaPath>>): Promise<Found> {
  variants ??= new Variants();
  if (wanted.width && wanted.format) return variants.get(wanted.id, wanted.width, wanted.format);
  const master = await variants.masterOf(wanted.id);
  const bytes = master && (await mediaStorage().read(masterKey(wanted.id, master.format)));
  const format = mediaFormats.find((candidate) => candidate === master?.format);
  return bytes && format ? { kind: "bytes", bytes, type: contentTypes[format] } : { kind: "none" };
}

function send(req: IncomingMessage, res: ServerResponse, bytes: Uint8Array, headers: Record<string, string>): true {
  const etag = headers.ETag ?? "";
  res.setHeader("Cache-Control", "public, max-age=31536000, immutable");
  res.setHeader("Accept-Ranges", "bytes");
  res.setHeader("ETag", etag);
  const seen = req.headers["if-none-match"];
  if (seen && (seen.trim() === "*" || seen.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag))) {
    res.writeHead(304).end();
    return true;
  }
  const ifRange = req.headers["if-range"];
  const range = ifRange && ifRange !== etag ? undefined : readRange(req.headers.range, bytes.byteLength);
  if (range === "unsatisfiable") return refuse(res, 416, { "Content-Range": `bytes */${bytes.byteLength}` });
  const part = range ? bytes.subarray(range.start, range.end + 1) : bytes;
  res.writeHead(range ? 206 : 200, {
    ...headers,
    "Content-Length": part.byteLength,
    ...(range ? { "Content-Range": `bytes ${range.start}-${range.end}/${bytes.byteLength}` } : {}),
  });
  res.end(req.method === "HEAD" ? undefined : part);
  return true;
}

function refuse(res: ServerResponse, status: number, headers: Record<string, string> = {}): true {
  const cache = status === 404 ? "public, max-age=5" : "no-store";
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": cache, ...headers });
  res.end(`${status}\n`);
  return true;
}
