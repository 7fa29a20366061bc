import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How long requests in progress may take to finish at a graceful stop (ms). */
const drainTimeoutMs = 10_000;

/** Accepts no new requests, lets those in progress finish (at most 10 s, or until `force`), then closes. */
export async function closeHttpServer(server: Server, force?: AbortSignal): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A keep-alive connection would hold the server open without a request on it.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await Promise.race([closed, sleep(drainTimeoutMs, undefined, { signal: force, ref: false }).catch(() => {})]);
  clearInterval(idle);
  server.closeAllConnections();
  await closed;
}
