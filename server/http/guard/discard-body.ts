import type { IncomingMessage } from "node:http";
import { isFragmented } from "./body-limit.ts";

/** How long a refused client may go on sending (ms). */
const lingerMs = 1_000;

/**
 * Drops what a refused client still sends, and calls `done` once it has sent everything, or after a second. Closing a
 * connection with unread bytes resets it, and the reset discards the response before the client, or a proxy, has read
 * it (RFC 9112, 9.6).
 */
export function discardBody(req: IncomingMessage, done: () => void): void {
  let isDone = false;
  const finish = () => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    done();
  };
  const timer = setTimeout(finish, lingerMs);
  req.once("close", finish);
  let pieces = 0;
  let bytes = 0;
  req.push = (chunk) => {
    pieces += 1;
    bytes += chunk?.length ?? 0;
    const isEnd = chunk === null || isFragmented(pieces, bytes);
    if (isEnd) finish();
    return !isEnd;
  };
  // The reader of the body may have paused the connection.
  req.resume();
  req.socket.resume();
}
