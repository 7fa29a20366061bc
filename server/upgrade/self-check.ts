import { createServer, get, type RequestListener } from "node:http";
import { OperatorError } from "#lib/operator-error.ts";
import { serverOptions } from "../http/page-server.ts";
import { listenOn } from "../process/port.ts";

/** Rendering the pages that were read most ends after this, however many are left (ms). */
const warmLimitMs = 45_000;
/** The checks and the rendering end within this (ms): less than the launcher waits (hand-over.mjs). */
const totalLimitMs = 80_000;
/** Pages rendered at once: the running site needs the processor too. */
const maxRenders = 2;
/**
 * A check that takes longer has failed (ms). The running site serves meanwhile: on a machine at load 30, whose build had
 * just ended, 20 s were too few.
 */
const checkTimeoutMs = 40_000;

interface CheckOptions {
  listener: RequestListener;
  warm(address: string): Promise<unknown>;
  /** The addresses that the running site was asked for, the last first. */
  recent: readonly string[];
}

/**
 * Checks a site that does not serve yet, through a port of its own that only this machine reaches: it is ready, and its
 * front page and an article are whole. Then renders the pages that the running site was asked for. Throws an
 * OperatorError that names the request that failed.
 */
export async function checkAndWarm({ listener, warm, recent }: CheckOptions): Promise<{ warmed: number }> {
  const until = Date.now() + totalLimitMs;
  const server = createServer(serverOptions, listener);
  const port = await listenOn(server, 0, "127.0.0.1");
  try {
    const article = recent.find((address) => /^\/articles\/[^/?]+$/.test(address));
    for (const path of ["/readyz", "/", ...(article ? [article] : [])]) await checkResponse(port, path);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return { warmed: await warmPages(recent, warm, Math.min(until, Date.now() + warmLimitMs)) };
}

async function warmPages(
  recent: readonly string[],
  warm: (address: string) => Promise<unknown>,
  until: number,
): Promise<number> {
  const waiting = [...recent];
  let warmed = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined && Date.now() < until; next = waiting.shift()) {
      // A page that fails here fails for its reader too, or was removed meanwhile.
      await warm(next).then(
        () => {
          warmed += 1;
        },
        () => {},
      );
    }
  };
  await Promise.all(Array.from({ length: maxRenders }, work));
  return warmed;
}

/** Throws unless the page is there and whole. An article may have been withdrawn or moved since it was read. */
async function checkResponse(port: number, path: string): Promise<void> {
  const { status, body } = await request(port, path);
  const isWhole = path === "/readyz" || body.includes("</html>");
  const mayBeGone = path.startsWith("/articles/") && [301, 308, 404, 410].includes(status);
  if ((status === 200 && isWhole) || mayBeGone) return;
  throw new OperatorError(
    `The new release does not work: it answers ${path} with ${status}${status === 200 ? " and a page that is cut off" : ""}.`,
  );
}

function request(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const req = get({ host: "127.0.0.1", port, path, agent: false, timeout: checkTimeoutMs }, (res) => {
      let body = "";
      res.setEncoding("utf8");
      res.on("data", (text: string) => {
        body += text;
      });
      res.on("end", () => resolve({ status: res.statusCode ?? 0, body }));
      res.on("error", reject);
    });
    req.on("timeout", () => req.destroy(new OperatorError(`The new release does not answer ${path}.`)));
    req.on("error", reject);
  });
}
