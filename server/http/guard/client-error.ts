import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { countRefusal, type RefusalStatus, refusalBody, refusalHeaders, type SiteAppearance } from "./refusal.ts";

/** Milliseconds in which a client may read its response. */
const lingerMs = 500;

interface ClientError extends Error {
  code?: string;
  rawPacket?: Buffer;
}

/** The status for what Node's parser or its timers refused. */
function statusOfClientError(error: ClientError): RefusalStatus {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return 408;
  if (error.code !== "HPE_HEADER_OVERFLOW") return 400;
  // The parser treats the target as a header; a first line that never ends is a too long address.
  return error.rawPacket && !error.rawPacket.includes("\r\n") ? 414 : 431;
}

/** Answers a malformed HTTP request with a page, if the connection still accepts one, and closes the connection. */
export function respondToClientError(error: ClientError, socket: Duplex, appearance: SiteAppearance): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status = statusOfClientError(error);
  countRefusal(status);
  const body = refusalBody(status, appearance);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...refusalHeaders(appearance.secure).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${body.length}`,
    "Connection: close",
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]));
  // Closing a connection with unread bytes resets it, and the response may be lost: the rest is read and dropped.
  socket.resume();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
