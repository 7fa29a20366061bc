import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { log } from "#lib/log/log.ts";
import type { NextApp } from "../page-cache/next/app.ts";
import type { Middleware } from "./page-server.ts";

/** How long requests in progress may take to finish at a graceful stop (ms). */
const drainTimeoutMs = 10_000;

/** Creates the development server: each middleware in order, then Next. Production has the page server in front. */
export function createDevelopmentServer(middlewares: Middleware[], next: () => NextApp): Server {
  return createServer(async (req, res) => {
    try {
      for (const middleware of middlewares) if (await middleware(req, res)) return;
      await next().handle(req, res);
    } catch (error) {
      log.error({ err: error, url: req.url }, "A request failed.");
      if (res.headersSent) res.destroy();
      else res.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end("500\n");
    }
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
