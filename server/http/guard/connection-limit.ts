import type { IncomingMessage, ServerResponse } from "node:http";

/** Requests of one connection that are answered at the same time. Browsers and proxies send the next one after the response. */
const maxConcurrent = 16;

const counts = new WeakMap<IncomingMessage["socket"], number>();

/**
 * Whether a request that is not answered at once may begin. Node hands over everything that a client has written before it waits for
 * responses: twenty thousand requests in one connection, which cost their sender a megabyte, held up all readers for seconds.
 */
export function enterConnection({ socket }: IncomingMessage, res: ServerResponse): boolean {
  const count = counts.get(socket) ?? 0;
  if (count >= maxConcurrent) return false;
  counts.set(socket, count + 1);
  res.once("close", () => counts.set(socket, (counts.get(socket) ?? 1) - 1));
  return true;
}
