import type { IncomingMessage } from "node:http";

/** How long a refused client may go on sending (milliseconds). */
const lingerMs = 1_000;

/**
 * Drops what a refused client still sends, and calls `done` once it has sent everything, or after a second. A connection that is
 * closed with unread bytes is reset, and the reset discards the answer before the client, or a proxy, has read it (RFC 9112, 9.6).
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
  req.push = (chunk) => {
    if (chunk === null) finish();
    return true;
  };
  // Whoever read the body may have paused the connection.
  req.resume();
  req.socket.resume();
}
