import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connection, connect, findPooler, requestLimits } from "#db/client.ts";
import { DatabaseWatch } from "#db/database-watch.ts";
import { migrate } from "#db/migrate.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { cached } from "#lib/cache/cached.ts";
import { listenOn } from "../process/port.ts";
import { PostgresServer } from "../testing/cluster/postgres-servers.ts";
import { type StartedProgram, startPgbouncer } from "../testing/cluster/system-programs.ts";
import { TcpProxy } from "../testing/cluster/tcp-proxy.ts";
import { findProgram, waitUntil } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { openPageServer, serverOptions } from "./page-server.ts";

// Through the documented PgBouncer, which answers while the primary behind it is lost.
describe.skipIf(!findProgram("pgbouncer"))("a pooler whose primary is lost (skipped without PgBouncer)", () => {
  const folder = createTestFolder();
  let primary: PostgresServer;
  let link: TcpProxy;
  let pooler: StartedProgram;
  let url: string;
  let connection: Connection;
  let watch: DatabaseWatch;
  let server: Server;
  let base: string;
  let version = 1;

  /** Replaces Next: every page queries the database, and an error is an empty 500. */
  async function next(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      await cached([req.url ?? ""], ["everywhere"], async () => connection.db.execute("select 1"));
    } catch {
      return void res.writeHead(500).end('<html id="__next_error__">');
    }
    res.setHeader("Content-Type", "text/html; charset=utf-8").setHeader("Cache-Control", "s-maxage=86400");
    res.end(`<html><head></head><body>version ${version}</body></html>`);
  }

  beforeAll(async () => {
    primary = await PostgresServer.startPrimary(path.join(folder, "database"));
    await migrate(primary.url);
    link = await TcpProxy.open({ port: primary.port });
    const started = await startPgbouncer({ folder: path.join(folder, "pgbouncer") }, link.addressOf(primary.url));
    if (!started) throw new Error("PgBouncer was not started.");
    pooler = started;
    url = Object.assign(new URL(primary.url), { port: String(pooler.port) }).href;
    await findPooler(url);
    connection = connect(url, { max: 3, limits: requestLimits });
    watch = new DatabaseWatch(url);
    globalThis.vigieAvailability = watch;
    const pages = await openPageServer({
      next,
      db: connection.db,
      availability: watch,
      lookUpAddress: async () => "known",
      folder: "/nonexistent",
      siteUrl: "http://vigie.test",
      trustProxy: 0,
    });
    await pages.prepare();
    server = createServer(serverOptions, pages.listener);
    base = `http://127.0.0.1:${await listenOn(server, 0, "127.0.0.1")}`;
  });
  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
    globalThis.vigieAvailability = undefined;
    delete globalThis.vigieCanPrepare;
    delete globalThis.vigiePooler;
    await watch?.close();
    await connection?.close();
    await pooler?.process.kill();
    await link?.close();
    await primary?.stop();
    removeTestFolder(folder);
  });

  const get = async (address: string) => {
    const answer = await fetch(base + address);
    return { status: answer.status, cached: answer.headers.get("cache-status"), body: await answer.text() };
  };
  const kept = { status: 200, cached: expect.stringContaining("vigie; hit; ttl=-") };
  const refused = { status: 503, cached: null };

  test("a statement that PgBouncer refuses because it cannot reach the primary counts as an outage", async () => {
    const waiting = connect(url, { max: 1 });
    await waiting.db.execute("select 1");
    try {
      link.cut();
      link.makeHalfOpen();
      // The watch has made PgBouncer open another connection. It now refuses at once, or after `query_wait_timeout`.
      await waitUntil("PgBouncer waits for the primary", async () => link.connectionCount > 0);
      const error: unknown = await waiting.db.execute("select 1").catch((error: unknown) => error);
      expect(isDatabaseUnavailable(error), String(error)).toBe(true);
    } finally {
      await waiting.close();
      link.heal();
      await waitUntil("the database is back", async () => watch.state === "up");
    }
  });

  test.each([
    // As the link to a machine that lost its power: what was sent waits in a connection that is never closed.
    ["silent", () => link.makeHalfOpen()],
    // As HAProxy while no server is the primary.
    ["closed", () => link.cut()],
  ])("readers get pages from memory without waiting: the connections are %s", async (kind, lose) => {
    await get("/articles/kept");
    version += 1;
    invalidations.record(["everywhere"], "update");
    lose();
    const waiting = await Promise.all([get("/articles/kept"), get("/articles/kept"), get(`/articles/${kind}`)]);
    expect(waiting).toMatchObject([kept, kept, refused]);
    await waitUntil("the outage is known", async () => watch.state === "down");
    for (let n = 0; n < 50; n += 1) expect(await get("/articles/kept")).toMatchObject(kept);
    expect(await get(`/articles/later-${kind}`)).toMatchObject(refused);
    link.heal();
    await waitUntil("the database is back", async () => watch.state === "up");
    await waitUntil("a new page", async () => (await get("/articles/kept")).body.includes(`version ${version}`));
  });
});
