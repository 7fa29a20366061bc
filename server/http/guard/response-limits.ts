import type { ServerResponse } from "node:http";

/** How long Next may take to respond to one client, and the client to read the response (ms). */
export interface ResponseLimits {
  /** Until the response begins. */
  firstByteMs: number;
  /** Until it has ended. */
  totalMs: number;
  /** How often to check that a client with unread bytes has read any. */
  stallMs: number;
}

export const responseLimits: ResponseLimits = { firstByteMs: 45_000, totalMs: 300_000, stallMs: 15_000 };

/**
 * Limits the time of a response that holds a slot. If it has not begun in time, `late` is called once and answers
 * instead. If it does not end in time, or the client does not read what is waiting for it, the connection is closed.
 * Either way the response closes, which releases the slot. Returns a function that starts the time again, for a body that
 * is still arriving.
 */
export function limitResponse(res: ServerResponse, limits: ResponseLimits, late: () => void): () => void {
  const begin = setTimeout(() => {
    if (!res.headersSent) late();
  }, limits.firstByteMs);
  const end = setTimeout(() => res.destroy(), limits.totalMs);
  let before = -1;
  const stall = setInterval(() => {
    const { socket } = res;
    if (!socket) return;
    // Bytes handed to the operating system: everything written, minus what is still buffered.
    const sentBytes = socket.bytesWritten - socket.writableLength;
    if (socket.writableLength > 0 && sentBytes === before) res.destroy();
    before = sentBytes;
  }, limits.stallMs);
  res.once("close", () => {
    clearTimeout(begin);
    clearTimeout(end);
    clearInterval(stall);
  });
  return () => {
    if (res.destroyed) return;
    begin.refresh();
    end.refresh();
  };
}
