import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect } from "#db/client.ts";
import type { Availability } from "#db/database-watch.ts";
import { pendingMigrations } from "#db/migrate.ts";
import type { Middleware } from "./page-server.ts";
import { siteChallengeHeader, siteProofHeader, siteProofOf } from "./site-proof.ts";

/** A database that does not respond within this is not ready (ms). */
const databaseTimeoutMs = 2_000;
/** One check serves all requests within this time: health checks must not load a database in trouble (ms). */
const readinessCacheMs = 500;

/** A node that has not read the database's changes for this long (ms), which is three polls, may show removed content. */
const maxUnreadMs = 750;
/** How long a probe waits for a read that is late (ms): the process itself may have been busy. */
const lateReadMs = 300;
const readPollMs = 25;

/** What the probes need to know of the process that serves. */
interface ServingState {
  /** Whether this node of a cluster has begun to stop: the load balancer must send its requests to other nodes. */
  isDraining(): boolean;
  /** Whether there are finished pages to serve while the database is away. */
  hasPages(): boolean;
  /**
   * Of a node of a cluster: when it last read, on the server from which it renders pages, what was changed
   * (`performance.now()`).
   */
  polledAt?(): number;
}

/**
 * `/healthz`: 200 while the process runs; `vigie doctor` asks it to prove which site it is. `/servez`: 200 while it can
 * serve readers, even from memory without a database. `/readyz`: 200 when the database responds and has this version's
 * tables, else 503 with Retry-After; at once where `availability` knows that it does not respond. On a node of a cluster
 * it is also 503 while the database's changes are not read, so that the load balancer prefers the others. The last two
 * are 503 as soon as the node is draining.
 */
export function createHealthProbes(
  url: string,
  availability?: Pick<Availability, "state">,
  { isDraining, hasPages, polledAt }: ServingState = { isDraining: () => false, hasPages: () => true },
): { answer: Middleware; close(): Promise<void> } {
  // A separate connection: a site that is merely busy is still ready.
  let connection = connect(url, { max: 1 });
  let checkedAt = 0;
  let ready: Promise<boolean> = Promise.resolve(false);
  const checkReadiness = async () => {
    if (await isReady(connection.sql)) return true;
    // The lost connection may be this one.
    void connection.sql.end({ timeout: 0 });
    connection = connect(url, { max: 1 });
    return false;
  };
  const middleware: Middleware = async (req, res) => {
    const path = req.url?.split("?", 1)[0];
    if (path !== "/healthz" && path !== "/servez" && path !== "/readyz") return false;
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.setHeader("allow", "GET, HEAD");
      sendText(res, 405, "method not allowed");
      return true;
    }
    const challenge = req.headers[siteChallengeHeader];
    // A process without a secret, as in tests, is no site.
    if (path === "/healthz" && typeof challenge === "string" && process.env.AUTH_SECRET)
      res.setHeader(siteProofHeader, siteProofOf(challenge));
    if (path === "/healthz") sendText(res, 200, "ok");
    else if (isDraining()) sendText(res.setHeader("retry-after", "5"), 503, "draining: this node is stopping");
    else if (path === "/servez") {
      if (availability?.state !== "down" || hasPages()) sendText(res, 200, "ok");
      else sendText(res.setHeader("retry-after", "5"), 503, "no database, and no page in memory");
    } else {
      if (availability?.state !== "down" && Date.now() - checkedAt > readinessCacheMs) {
        checkedAt = Date.now();
        ready = checkReadiness();
      }
      const current = polledAt ? isReadyAndRead(ready, polledAt) : ready;
      if (availability?.state !== "down" && (await current)) sendText(res, 200, "ready");
      else
        sendText(res.setHeader("retry-after", "5"), 503, "not ready: the database does not answer or is not migrated");
    }
    return true;
  };
  return { answer: middleware, close: () => connection.close() };
}

async function isReady(sql: Connection["sql"]): Promise<boolean> {
  const pendingCheck = pendingMigrations(sql).then(
    (pending) => pending === 0,
    () => false,
  );
  return Promise.race([pendingCheck, sleep(databaseTimeoutMs, false, { ref: false })]);
}

/** Whether `ready` resolves to true while the database's changes are read. */
async function isReadyAndRead(ready: Promise<boolean>, polledAt: () => number): Promise<boolean> {
  let answer: boolean | undefined;
  const answered = ready.then((value) => {
    answer = value;
  });
  await Promise.race([answered, sleep(readPollMs, undefined, { ref: false })]);
  // Counted in ticks: a process that was blocked for a moment counts one.
  for (let lateMs = 0; ; ) {
    const isRecent = performance.now() - polledAt() <= maxUnreadMs;
    if (answer === false || (answer && isRecent)) return answer;
    lateMs = isRecent ? 0 : lateMs + readPollMs;
    if (lateMs > lateReadMs) return false;
    await sleep(readPollMs, undefined, { ref: false });
  }
}

function sendText(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(`${text}\n`);
}
