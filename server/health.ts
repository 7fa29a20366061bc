import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect } from "#db/client.ts";
import { pendingMigrations } from "#db/migrate.ts";
import type { Middleware } from "./page-server.ts";

/** A database that has not answered by then is not ready (ms). */
const longestAnswer = 2_000;
/** One look serves all who ask within this time: health checks must not load a database in trouble (ms). */
const fresh = 500;

/**
 * `/healthz`: 200 while the process runs. `/readyz`: 200 when the database answers and has this version's tables,
 * else 503 with Retry-After.
 */
export function health(url: string): { answer: Middleware; close(): Promise<void> } {
  // A connection of its own: a site that is merely busy is ready all the same.
  const { sql, close } = connect(url, { max: 1 });
  let looked = 0;
  let ready: Promise<boolean> = Promise.resolve(false);
  const middleware: Middleware = async (req, res) => {
    const path = req.url?.split("?", 1)[0];
    if (path !== "/healthz" && path !== "/readyz") return false;
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.setHeader("allow", "GET, HEAD");
      reply(res, 405, "method not allowed");
      return true;
    }
    if (path === "/healthz") reply(res, 200, "ok");
    else {
      if (Date.now() - looked > fresh) {
        looked = Date.now();
        ready = isReady(sql);
      }
      if (await ready) reply(res, 200, "ready");
      else reply(res.setHeader("retry-after", "5"), 503, "not ready: the database does not answer or is not migrated");
    }
    return true;
  };
  return { answer: middleware, close };
}

async function isReady(sql: Connection["sql"]): Promise<boolean> {
  const asked = pendingMigrations(sql).then(
    (pending) => pending === 0,
    () => false,
  );
  return Promise.race([asked, sleep(longestAnswer, false, { ref: false })]);
}

function reply(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(`${text}\n`);
}
