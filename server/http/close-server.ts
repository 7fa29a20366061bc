import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How long requests in progress may take to finish at a graceful stop (ms). */
const drainTimeoutMs = 10_000;

/**
 * How long a node that stops serves on (ms), so that the load balancer notices by its health checks, which are seconds
 * apart, and sends no more requests.
 */
const balancerNoticeMs = 5_000;

/**
 * Serves on while the health checks already say that this node stops. Each response says that its connection ends, so
 * that the balancer sends no request into one that is being closed. `force` ends the wait.
 */
export async function awaitBalancer(server: Server, force?: AbortSignal): Promise<void> {
  if (!server.listening) return;
  announceClose(server);
  await sleep(balancerNoticeMs, undefined, { signal: force }).catch(() => {});
}

/** Every response says from now on that its connection ends with it. */
function announceClose(server: Server): void {
  server.prependListener("request", (_req, res) => {
    res.shouldKeepAlive = false;
  });
}

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

/**
 * How long the connections of a process that another one has replaced may stay (ms): longer than an idle connection is
 * kept (`keepAliveSeconds`), so that no proxy sends a request into a connection that is being closed.
 */
const retireDrainMs = 80_000;

/**
 * Accepts no new connections and lets each existing one have its next request, whose response says that the connection
 * ends; then closes. `force` or a second stop ends the wait.
 */
export async function retireHttpServer(server: Server, force?: AbortSignal): Promise<void> {
  if (!server.listening) return;
  announceClose(server);
  // The close of `http.Server` would also close the idle connections.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  await Promise.race([closed, sleep(retireDrainMs, undefined, { signal: force, ref: false }).catch(() => {})]);
  server.closeAllConnections();
  await closed;
}
