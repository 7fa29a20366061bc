import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { checkPort } from "#server/process/port.ts";
import { root } from "../run-program.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { PostgresServer } from "./postgres-servers.ts";
import { migrateWith, startSharedServices } from "./shared-services.ts";
import { type StartedProgram, startPgbouncer } from "./system-programs.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { findProgram, TrackedProcess } from "./tracked-process.ts";

/** Of one process, past the pooler: connections cost memory, and 64 nodes have 64 times as many. */
const maxDirectConnections = 6;
/** On a standby, which has no pooler: two threads with ten each (db/replica.ts), the log, a probe and a watch. */
const maxStandbyConnections = 2 * 10 + 3;

/** Where the site is built; the web node is skipped without it. */
const program = process.env.CLUSTER_PROGRAM ?? root;
const isBuilt = process.env.CLUSTER_PROGRAM !== undefined;

const folder = createTestFolder();
let primary: PostgresServer;
let standby: PostgresServer;
let pooler: StartedProgram | undefined;
let services: Awaited<ReturnType<typeof startSharedServices>>;
let node: TrackedProcess | undefined;

describe.skipIf(!findProgram("pgbouncer", console.log))("past PgBouncer in transaction mode", () => {
  beforeAll(async () => {
    primary = await PostgresServer.startPrimary(path.join(folder, "primary"));
    await migrateWith(program, primary.url, folder);
    standby = await primary.startStandby(path.join(folder, "standby"));
    pooler = await startPgbouncer({ folder: path.join(folder, "pgbouncer") }, primary.url);
    services = await startSharedServices();
  });
  afterEach(async () => {
    await node?.stop();
    node = undefined;
  });
  afterAll(async () => {
    await services?.close();
    await pooler?.process.kill();
    for (const server of [standby, primary]) await server?.stop();
    removeTestFolder(folder);
  });

  /** Starts a node whose direct connections go through links of their own, where they can be counted. */
  async function startNode(name: string, further: Record<string, string>) {
    const links = {
      primary: await TcpProxy.open({ port: primary.port }),
      standby: await TcpProxy.open({ port: standby.port }),
    };
    const port = await checkPort(0, "127.0.0.1");
    const dataDir = path.join(folder, name);
    mkdirSync(dataDir, { recursive: true });
    const { PATH, HOME, LANG, TMPDIR } = process.env;
    const started = new TrackedProcess(process.execPath, [path.join(program, "server/process/start.ts")], {
      cwd: program,
      log: path.join(folder, `${name}.log`),
      env: {
        ...{ PATH, HOME, LANG, TMPDIR, NODE_ENV: "production", LOG_LEVEL: "warn", DEMO: "0", HOST: "127.0.0.1" },
        ...{ PORT: String(port), SITE_URL: "http://127.0.0.1:3000", DATA_DIR: dataDir },
        AUTH_SECRET: Buffer.alloc(32, 1).toString("base64"),
        NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: Buffer.alloc(32, 2).toString("base64"),
        ...services.env,
        DATABASE_URL: Object.assign(new URL(primary.url), { port: String(pooler?.port) }).href,
        DATABASE_DIRECT_URL: links.primary.addressOf(primary.url),
        ...further,
        ...(further.DATABASE_REPLICA_URLS && { DATABASE_REPLICA_URLS: links.standby.addressOf(standby.url) }),
      },
    });
    node = started;
    const url = `http://127.0.0.1:${port}`;
    await started.until(`${name} is ready`, async () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const close = () => Promise.all([links.primary.close(), links.standby.close()]);
    return { url, links, close };
  }

  const edge = {
    ...{
      EDGE: "varnish",
      EDGE_SECRET: "EDGE-SECRET-OF-16-CHARACTERS",
      EDGE_PURGE_TOKEN: "PURGE-TOKEN-OF-16-CHARACTERS",
    },
    EDGE_PURGE_URL: "http://127.0.0.1:9/",
  };

  /** Requests what needs the database, all at once, with changes meanwhile; returns the most connections seen. */
  async function countConnections({ url, links }: Awaited<ReturnType<typeof startNode>>) {
    const { db, close } = connect(primary.url, { max: 1 });
    const most = { primary: 0, standby: 0 };
    const note = () => {
      for (const name of ["primary", "standby"] as const)
        most[name] = Math.max(most[name], links[name].connectionCount);
    };
    for (let round = 0; round < 5; round += 1) {
      await invalidateTags(db, ["site"]);
      const addresses = ["/", "/search?q=a", "/readyz", "/servez", "/feed.xml", "/corrections", "/moderation-log"];
      const requests = addresses.flatMap((address) =>
        Array.from({ length: 8 }, (_, n) =>
          fetch(`${url}${address}${address.includes("?") ? n : ""}`, { headers: { "x-forwarded-for": `10.0.0.${n}` } })
            .then((response) => response.text())
            .then(note),
        ),
      );
      await Promise.all([
        ...requests,
        ...Array.from({ length: 32 }, (_, n) => fetch(`${url}/articles/none-${round}-${n}`).then(note)),
      ]);
      note();
    }
    await close();
    return most;
  }

  test("a node that runs jobs has few connections of its own", async () => {
    const started = await startNode("worker", { VIGIE_WEB: "0", DATABASE_REPLICA_URLS: "1", ...edge });
    const most = await countConnections(started);
    expect(most.primary).toBeGreaterThan(0);
    expect(most.primary).toBeLessThanOrEqual(maxDirectConnections);
    await started.close();
  });

  test.skipIf(!isBuilt)(
    "a node that serves readers has few, also with replicas and a cache in front (skipped without CLUSTER_PROGRAM)",
    async () => {
      const started = await startNode("web", { DATABASE_REPLICA_URLS: "1", ...edge });
      const most = await countConnections(started);
      expect(most.primary).toBeGreaterThan(0);
      expect(most.primary).toBeLessThanOrEqual(maxDirectConnections);
      expect(most.standby).toBeGreaterThan(0);
      expect(most.standby).toBeLessThanOrEqual(maxStandbyConnections);
      await started.close();
    },
  );
});
