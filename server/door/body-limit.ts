import type { IncomingMessage } from "node:http";

const kilobyte = 1024;

/** Bytes that a request may bring, by the start of its path; the first that fits counts. */
const limits: readonly [prefix: string, bytes: number][] = [
  // A form without scripts brings ten at once; they go to the disk as they come (features/media/uploads/receive.ts).
  ["/admin/media/upload", 264 * kilobyte * kilobyte],
  // Pictures: phones make 12 MB, cameras 25.
  ["/admin/media", 32 * kilobyte * kilobyte],
  ["/admin/import", 512 * kilobyte * kilobyte],
  ["/admin", 4 * kilobyte * kilobyte],
  ["/account", 8 * kilobyte * kilobyte],
];
/** A comment is 20 KB at most; a form with its hidden fields stays far below. Next's own limit is 1 MB. */
const usual = 256 * kilobyte;

export function bodyLimit(path: string): number {
  return limits.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? usual;
}

/** What the headers say of the body: too large, or fine so far. Node has refused what is not a number, or said twice. */
export function declaresTooMuch(req: IncomingMessage, limit: number): boolean {
  return Number(req.headers["content-length"] ?? 0) > limit;
}

/**
 * Counts the bytes of a body as they arrive, whoever reads them, and calls `exceeded` once when they pass the limit: the body of
 * a chunked request has no declared length. Wraps `push`, by which Node's parser delivers, so that the reader's mode is untouched.
 */
export function limitBody(req: IncomingMessage, limit: number, exceeded: () => void): void {
  const push = req.push.bind(req);
  let bytes = 0;
  let over = false;
  req.push = (chunk, encoding) => {
    if (over) return false;
    bytes += chunk === null ? 0 : Buffer.byteLength(chunk, encoding);
    if (bytes <= limit) return push(chunk, encoding);
    over = true;
    exceeded();
    return false;
  };
}
