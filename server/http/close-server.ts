import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How long requests in progress may take to finish at a graceful stop (ms). */
const drainTimeoutMs = 10_000;

/**
 * How long a node that stops keeps serving (ms). By then the health checks of the load balancer, which are seconds apart,
 * have failed, and it sends no more requests.
 */
const balancerWaitMs = 5_000;

/**
 * Keeps serving while the health checks already fail. Each response closes its connection, so that the load balancer
 * sends no request on a connection that is about to close. `force` ends the wait.
 */
export async function awaitBalancer(server: Server, force?: AbortSignal): Promise<void> {
  if (!server.listening) return;
  announceClose(server);
  await sleep(balancerWaitMs, undefined, { signal: force }).catch(() => {});
}

/** From now on every response closes its connection (`Connection: close`). */
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
