import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { LRUCache } from "lru-cache";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { parseCardPath } from "#features/articles/headline-card/address.ts";
import { log } from "#lib/log/log.ts";
import { cropSrc, type MediaPath, masterSrc, mediaSrc, parseMediaPath } from "#lib/media-path.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { parseByteRange } from "../byte-range.ts";
import { restrictivePolicy } from "../security-headers.ts";
import { HeadlineCards, type OutdatedLookup } from "./headline-cards.ts";
import { ImageVariants, type MediaLookup } from "./variants.ts";

/** Larger images are streamed from storage at each request, no faster than their reader reads them (bytes). */
const maxCachedBytes = 256 * 1024;

/**
 * Recently requested variants, in memory: many times a home page's images. They expire after a minute, so that a
 * deleted one is gone.
 */
const recentFiles = new LRUCache<string, Extract<MediaLookup, { kind: "bytes" }>>({
  maxSize: 24 * 1024 * 1024,
  maxEntrySize: maxCachedBytes,
  sizeCalculation: (found) => found.bytes.byteLength,
  ttl: 60_000,
});

/** A connection whose reader reads nothing for this long is closed (ms). */
const sendTimeoutMs = 30_000;

const pictureCaching = "public, max-age=31536000, immutable";
/** An hour: a proxy must not keep the headline of a withdrawn article for a year. */
const cardCaching = "public, max-age=3600";

type ServedLookup = Exclude<MediaLookup, { kind: "moved" | "refocused" }> | OutdatedLookup;

let variants: ImageVariants | undefined;
let cards: HeadlineCards | undefined;

/**
 * Serves `/media/ID` and `/media/ID.FORMAT` (the master copy), `/media/ID/WIDTH.FORMAT` and crops such as `/media/ID/16x9-5-5.jpeg`, with `/rN` after the id of an image that was
 * replaced N times; returns whether it did. Each such address is immutable; an outdated one redirects to the present. `/media/cards/SLUG/VERSION.png` is the card of an article.
 * Other origins may embed the images: feed readers do.
 */
export async function serveMedia(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const path = (req.url ?? "").split("?", 1)[0] ?? "";
  if (!path.startsWith("/media/")) return false;
  res.setHeader("X-Content-Type-Options", "nosniff");
  res.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  res.setHeader("Content-Security-Policy", restrictivePolicy);
  if (req.method !== "GET" && req.method !== "HEAD") return sendError(res, 405, { Allow: "GET, HEAD" });
  const cardAddress = parseCardPath(path);
  try {
    const found = recentFiles.get(path) ?? (await (cardAddress ? findCard(cardAddress) : findPicture(path)));
    if (found.kind === "busy") return sendError(res, 503, { "Retry-After": "2" });
    if (found.kind === "broken") return sendError(res, 500);
    if (found.kind === "none") return sendError(res, 404);
    if (found.kind === "outdated") return redirectToCurrent(res, found.path);
    // The headline of a withdrawn article must be gone at once: cards are looked up each time, and remembered there.
    if (found.kind === "bytes" && !cardAddress) recentFiles.set(path, found);
    await send(req, res, found, cardAddress ? cardCaching : pictureCaching);
  } catch (error) {
    // A client that disconnected is not an error.
    if (res.destroyed) return true;
    if (isDatabaseUnavailable(error) && !res.headersSent) return sendError(res, 503, { "Retry-After": "10" });
    log.error({ err: error, path }, "A picture could not be served.");
    if (res.headersSent) res.destroy();
    else sendError(res, 500);
  }
  return true;
}

function findCard(address: { slug: string; version: string }): Promise<ServedLookup> {
  cards ??= new HeadlineCards();
  return cards.get(address);
}

/** Finds what is at the address of a picture. A picture that was replaced, or refocused, has another address now. */
async function findPicture(path: string): Promise<ServedLookup> {
  const mediaPath = parseMediaPath(path);
  if (!mediaPath) return { kind: "none" };
  const found = await findFile(mediaPath);
  if (found.kind === "moved") return { kind: "outdated", path: toAddress({ ...mediaPath, revision: found.revision }) };
  if (found.kind === "refocused") return { kind: "outdated", path: toAddress({ ...mediaPath, crop: found.crop }) };
  return found;
}

async function findFile(mediaPath: MediaPath): Promise<MediaLookup> {
  variants ??= new ImageVariants();
  const { id, width, format, revision, crop, ending } = mediaPath;
  if (!crop && (width === undefined || format === undefined)) {
    const master = await variants.master(id, revision);
    return ending !== undefined && master.kind === "stored" && master.type !== `image/${ending}`
      ? { kind: "none" }
      : master;
  }
  const found = crop
    ? await variants.crop(id, crop, revision)
    : await variants.get(id, width ?? 0, format ?? "jpeg", revision);
  if (found.kind !== "stored" || found.size > maxCachedBytes) return found;
  const bytes = await mediaStorage().read(found.key);
  return bytes ? { kind: "bytes", bytes, type: found.type } : { kind: "none" };
}

async function send(
  req: IncomingMessage,
  res: ServerResponse,
  found: Extract<MediaLookup, { type: string }>,
  caching: string,
): Promise<void> {
  const size = found.kind === "bytes" ? found.bytes.byteLength : found.size;
  // The address identifies the image; the length distinguishes two encoders' copies of it.
  const etag = `"${(req.url ?? "").split("?", 1)[0]?.slice("/media/".length).replaceAll("/", "-")}-${size.toString(36)}"`;
  res.setHeader("ETag", etag);
  res.setHeader("Cache-Control", caching);
  res.setHeader("Accept-Ranges", "bytes");
  if (isNotModified(req.headers["if-none-match"], etag)) {
    res.writeHead(304).end();
    return;
  }
  const ifRange = req.headers["if-range"];
  // A range is defined for GET only; one of another version gets the whole image (RFC 9110, 13.1.5 and 14.2).
  const rangeHeader =
    req.method === "GET" && (ifRange === undefined || ifRange === etag) ? req.headers.range : undefined;
  const range = parseByteRange(rangeHeader, size);
  if (range === "unsatisfiable") {
    res.removeHeader("ETag");
    sendError(res, 416, { "Content-Range": `bytes */${size}` });
    return;
  }
  const [start, end] = range ?? [0, size - 1];
  res.writeHead(range ? 206 : 200, {
    "Content-Type": found.type,
    "Content-Length": end - start + 1,
    ...(range ? { "Content-Range": `bytes ${start}-${end}/${size}` } : {}),
  });
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  res.setTimeout(sendTimeoutMs, () => res.destroy());
  if (found.kind === "bytes") res.end(found.bytes.subarray(start, end + 1));
  else await pipeline(mediaStorage().stream(found.key, { start, end }), res);
}

function isNotModified(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === "*" || header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

function toAddress({ id, width, format, crop, revision }: MediaPath): string {
  if (crop) return cropSrc(id, crop, revision);
  return width && format ? mediaSrc(id, width, format, revision) : masterSrc(id, revision);
}

/** Redirects to the current address; cached briefly, since it may change again. */
function redirectToCurrent(res: ServerResponse, location: string): true {
  res.writeHead(302, { Location: location, "Cache-Control": "public, max-age=60", "Content-Length": 0 }).end();
  return true;
}

function sendError(res: ServerResponse, status: number, headers: Record<string, string> = {}): true {
  const cache = status === 404 ? "public, max-age=5" : "no-store";
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": cache, ...headers });
  res.end(`${status}\n`);
  return true;
}
