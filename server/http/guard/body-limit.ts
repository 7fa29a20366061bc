import type { IncomingMessage } from "node:http";

const kilobyte = 1024;

/** The body limit in bytes by the start of a path; the first match counts. */
const limitsByPath: readonly [prefix: string, bytes: number][] = [
  // An OPML list of 5 MB, and then the checked one.
  ["/admin/sources/import", 6 * kilobyte * kilobyte],
  ["/admin", 4 * kilobyte * kilobyte],
  // A member's avatar.
  ["/account", 8 * kilobyte * kilobyte],
  // A returned mail.
  ["/api/bounces", kilobyte * kilobyte],
  // The content of a feed that a hub delivers.
  ["/api/websub", 5_000_000],
];
/** A comment is 20 KB at most; a form with its hidden fields stays far below this. Next's own limit is 1 MB. */
const defaultLimit = 256 * kilobyte;

/** Bodies that are streamed to disk, with their limits in bytes. */
const streamedUploads = new Map([
  // A form without scripts sends ten images at once (features/media/uploads/receive-multipart.ts).
  ["/admin/media/upload", 264 * kilobyte * kilobyte],
  // An export of WordPress; scripts send it in pieces (features/wordpress/upload/).
  ["/admin/import/upload", 5_001_000_000],
]);

/** The types that the handlers of streamed uploads write to disk. They hold any other in memory: a few fields as JSON. */
const streamedTypes = /^(?:multipart\/form-data|application\/octet-stream)\b/i;
const uploadFieldsLimit = 64 * kilobyte;

/** The largest body (bytes) that a request to this path may have. */
export function bodyLimit(path: string, contentType = ""): number {
  const streamed = streamedUploads.get(path);
  if (streamed === undefined) return limitOfOthers(path);
  return streamedTypes.test(contentType) ? streamed : uploadFieldsLimit;
}

function limitOfOthers(path: string): number {
  return limitsByPath.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? defaultLimit;
}

/**
 * Whether a body is streamed to its handler: for bodies too large for memory, whose handler reads them piece by piece.
 */
export const isStreamedUpload = (path: string): boolean => streamedUploads.has(path);

/** Whether a request has a body, even an empty one. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

/** Whether the headers declare too large a body. Node has already refused a length that is no number or is repeated. */
export function declaresTooLarge(req: IncomingMessage, limit: number): boolean {
  return Number(req.headers["content-length"] ?? 0) > limit;
}

/**
 * Pieces of any size that a body may begin with, and the average bytes of all pieces beyond that. Each piece costs this thread some
 * microseconds, and a client may send chunks of one byte: a million of them held up all readers for most of a second at a time.
 */
const maxSmallPieces = 4_000;
const minPieceBytes = 64;

/** Whether a body arrives in so many small pieces that its connection is to be closed at once, without an answer. */
export const isFragmented = (pieces: number, bytes: number): boolean =>
  pieces > maxSmallPieces && bytes < pieces * minPieceBytes;

/**
 * Counts the bytes of a body as they arrive, independently of its reader, and calls `exceeded` once when they pass the
 * limit: the body of a chunked request has no declared length. Wraps `push`, by which Node's parser delivers, so that
 * the reader's mode is unaffected.
 */
export function limitBody(
  req: IncomingMessage,
  limit: number,
  { count, exceeded }: { count?(bytes: number): void; exceeded(): void },
): void {
  const push = req.push.bind(req);
  let bytes = 0;
  let over = false;
  req.push = (chunk, encoding) => {
    if (over) return false;
    const size = chunk === null ? 0 : Buffer.byteLength(chunk, encoding);
    bytes += size;
    count?.(size);
    if (bytes <= limit) return push(chunk, encoding);
    over = true;
    exceeded();
    return false;
  };
}
