import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type RefusalStatus, refusalHeaders, refusalHtml, type SiteAppearance } from "./refusal.ts";

/** Milliseconds in which a client may take its answer. */
const lingerMs = 500;

interface ClientError extends Error {
  code?: string;
  rawPacket?: Buffer;
}

/** The status for what Node's parser or its timers refused. */
function statusOfClientError(error: ClientError): RefusalStatus {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return 408;
  if (error.code !== "HPE_HEADER_OVERFLOW") return 400;
  // The target counts as a header for the parser; a first line that never ends is an address.
  return error.rawPacket && !error.rawPacket.includes("\r\n") ? 414 : 431;
}

/** Answers what was no HTTP request with a page, as far as the connection still takes one, and ends the connection. */
export function respondToClientError(error: ClientError, socket: Duplex, look: SiteAppearance): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status = statusOfClientError(error);
  const body = refusalHtml(status, look);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...refusalHeaders(look.secure).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  // Closed with unread bytes in it, a connection is reset, and the answer may be lost on the way: the rest is read and dropped.
  socket.resume();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
