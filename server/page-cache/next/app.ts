import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";

export interface NextApp {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** Starts Next in this thread. NODE_ENV is set before Next is loaded. */
export async function startNext(options: {
  root: string;
  dev: boolean;
  hostname: string;
  port: number;
  httpServer?: Server;
}): Promise<NextApp> {
  Object.assign(process.env, {
    NODE_ENV: options.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // The address for Next's requests to itself (an action of another page, the page after a redirect). By default it would use https behind a proxy
    // with TLS.
    ...(options.dev ? {} : { __NEXT_PRIVATE_ORIGIN: `http://${reachableHost(options.hostname)}:${options.port}` }),
  });
  const { default: next } = await import("next");
  const { root: dir, dev, hostname, port, httpServer } = options;
  const app = next({ dir, dev, hostname, port, httpServer });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  return {
    handle: (req, res) => handle(req, res),
    upgrade: (req, socket, head) => upgrade(req, socket, head),
    close: () => app.close(),
  };
}

/** Returns the address at which this machine reaches a server that listens on `host`. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return isIPv6(host) ? `[${host}]` : host;
}
