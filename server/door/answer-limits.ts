import type { ServerResponse } from "node:http";

/** How long Next may take to answer one client, and the client to take the answer (milliseconds). */
export interface AnswerLimits {
  /** Until the answer begins. */
  beginMs: number;
  /** Until it has ended. */
  endMs: number;
  /** How often it is looked whether a client that has bytes waiting for it took any. */
  stallMs: number;
}

export const answerLimits: AnswerLimits = { beginMs: 45_000, endMs: 300_000, stallMs: 15_000 };

/**
 * Watches over an answer that holds a place. `late` is called once if it has not begun in time, and answers instead. One that does not end, and
 * a client that does not take what is there for it, lose the connection. Either way the response closes, by which the place is given back.
 */
export function limitAnswer(res: ServerResponse, limits: AnswerLimits, late: () => void): void {
  const begin = setTimeout(() => {
    if (!res.headersSent) late();
  }, limits.beginMs);
  const end = setTimeout(() => res.destroy(), limits.endMs);
  let before = -1;
  const stall = setInterval(() => {
    const { socket } = res;
    if (!socket) return;
    // What has been handed to the system: all that was written, without what waits.
    const taken = socket.bytesWritten - socket.writableLength;
    if (socket.writableLength > 0 && taken === before) res.destroy();
    before = taken;
  }, limits.stallMs);
  res.once("close", () => {
    clearTimeout(begin);
    clearTimeout(end);
    clearInterval(stall);
  });
}
