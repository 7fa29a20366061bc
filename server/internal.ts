import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, request } from "node:http";
import type { NextApp } from "./next-app.ts";
import { listenOn } from "./port.ts";
import { closeWeb, type Middleware } from "./web.ts";

/** What only this process may ask of Next: the tags of its caches can be expired in a request alone. */
const internalPath = "/api/internal/";
const revalidatePath = "/api/internal/revalidate";
const secretHeader = "x-vigie-internal";

/** On the public port the internal addresses do not exist, however they are spelled. */
export const hideInternal: Middleware = async (req, res) => {
  delete req.headers[secretHeader];
  if (!isInternal(req.url ?? "")) return false;
  res.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("404\n");
  return true;
};

function isInternal(url: string): boolean {
  let path = url.split("?", 1)[0] ?? "";
  try {
    path = decodeURIComponent(path);
  } catch {
    // Not a valid escape: looked at as it is.
  }
  return `${path.replace(/[/\\]+/g, "/").toLowerCase()}/`.startsWith(internalPath);
}

export interface Internal {
  /** Expires cache tags in this process: the next reader of such a page gets it made anew. */
  expire(tags: string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the internal listener: loopback, a port of the system's choice, a secret of this process. */
export async function openInternal(next: NextApp): Promise<Internal> {
  const secret = randomBytes(32).toString("hex");
  process.env.VIGIE_INTERNAL_SECRET = secret;
  const server = createServer((req, res) => {
    const given = Buffer.from(String(req.headers[secretHeader] ?? ""));
    const known = given.length === secret.length && timingSafeEqual(given, Buffer.from(secret));
    if (!known || req.url !== revalidatePath) return res.writeHead(404).end();
    next.handle(req, res).catch(() => res.destroy());
  });
  const port = await listenOn(server, 0, "127.0.0.1");
  server.unref();
  return {
    expire: (tags) => post(port, secret, JSON.stringify({ tags })),
    close: () => closeWeb(server, AbortSignal.abort()),
  };
}

/** Through node:http: the global fetch is Next's own, with its caches, once Next is loaded. */
function post(port: number, secret: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", [secretHeader]: secret };
    const sent = request({ host: "127.0.0.1", port, path: revalidatePath, method: "POST", headers }, (res) => {
      res.resume();
      if (res.statusCode === 204) resolve();
      else reject(new Error(`The caches could not be cleared (${res.statusCode}).`));
    });
    sent.setTimeout(10_000, () => sent.destroy(new Error("The caches could not be cleared in time.")));
    sent.once("error", reject);
    sent.end(body);
  });
}
