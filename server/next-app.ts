import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export interface NextApp {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** Next, inside this process: a child of its own could be left behind. NODE_ENV is set before Next is loaded. */
export async function prepareNext(options: {
  root: string;
  dev: boolean;
  hostname: string;
  port: number;
  httpServer?: Server;
}): Promise<NextApp> {
  Object.assign(process.env, {
    NODE_ENV: options.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
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
