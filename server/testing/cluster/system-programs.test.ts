import { createServer, type Server } from "node:http";
import { connect as openSocket } from "node:net";
import path from "node:path";
import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import { listenOn } from "#server/process/port.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { PostgresServer } from "./postgres-servers.ts";
import { type StartedProgram, startHaproxy, startPgbouncer, startValkey } from "./system-programs.ts";
import { findProgram, waitUntil } from "./tracked-process.ts";

const folder = createTestFolder();
const servers: Server[] = [];
const started: StartedProgram[] = [];
let database: PostgresServer | undefined;

afterAll(async () => {
  for (const { process } of started) await process.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await database?.stop();
  removeTestFolder(folder);
});

/** Starts a stand-in for a node, which says its name and whether it is ready. */
async function startNode(name: string) {
  const node = { isReady: true, port: 0 };
  const server = createServer((req, res) => {
    if (req.url === "/readyz") res.writeHead(node.isReady ? 200 : 503).end();
    else res.end(name);
  });
  servers.push(server);
  node.port = await listenOn(server, 0, "127.0.0.1");
  return node;
}

test("HAProxy asks the nodes in turn, and only those that are ready", async ({ skip }) => {
  if (!findProgram("haproxy")) skip("haproxy is not on this machine");
  const nodes = [await startNode("a"), await startNode("b")];
  const haproxy = await startHaproxy(
    { folder: path.join(folder, "haproxy") },
    { ports: nodes.map(({ port }) => port) },
  );
  if (!haproxy) throw new Error("HAProxy was not started.");
  started.push(haproxy);
  const ask = async () => (await fetch(`http://127.0.0.1:${haproxy.port}/`)).text();
  const askTwice = async () => new Set([await ask(), await ask()]);
  await waitUntil("both answer", async () => (await askTwice()).size === 2);
  expect([...(await askTwice())].toSorted()).toEqual(["a", "b"]);
  Object.assign(nodes[0] ?? {}, { isReady: false });
  await waitUntil("one is out", async () => {
    const names = await askTwice();
    return names.size === 1 && names.has("b");
  });
});

test("Valkey answers", async ({ skip }) => {
  if (!findProgram("valkey-server")) skip("valkey-server is not on this machine");
  const valkey = await startValkey({ folder: path.join(folder, "valkey") }, { maxmemory: "8mb" });
  if (!valkey) throw new Error("Valkey was not started.");
  started.push(valkey);
  const answer = await new Promise<string>((resolve) => {
    const socket = openSocket(valkey.port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", (text) => {
      socket.destroy();
      resolve(String(text));
    });
  });
  expect(answer).toBe("+PONG\r\n");
});

test("PgBouncer passes statements of several clients to few sessions of the server", async ({ skip }) => {
  if (!findProgram("pgbouncer")) skip("pgbouncer is not on this machine");
  database = await PostgresServer.startPrimary(path.join(folder, "database"));
  const pooler = await startPgbouncer({ folder: path.join(folder, "pgbouncer") }, database.url);
  if (!pooler) throw new Error("PgBouncer was not started.");
  started.push(pooler);
  const address = Object.assign(new URL(database.url), { port: String(pooler.port) }).href;
  const sql = postgres(address, { max: 3, onnotice: () => {} });
  try {
    await Promise.all(Array.from({ length: 9 }, () => sql`select pg_sleep(0.01)`));
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`;
    expect(row?.n).toBeGreaterThan(0);
    expect(row?.n).toBeLessThanOrEqual(3);
  } finally {
    await sql.end({ timeout: 1 });
  }
});
