import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect as openSocket } from "node:net";
import path from "node:path";
import postgres from "postgres";
import { afterAll, expect, test, vi } from "vitest";
import { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import { listenOn } from "#server/process/port.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { readMachineSample } from "./machine-samples.ts";
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

/** Starts a stand-in for a node, which says its name, whether it is ready and whether it can serve. */
async function startNode(name: string) {
  const node = { isReady: true, canServe: true, port: 0, losesNext: 0 };
  const server = createServer((req, res) => {
    if (req.url === "/readyz") res.writeHead(node.isReady ? 200 : 503).end();
    else if (req.url === "/servez") res.writeHead(node.canServe ? 200 : 503).end();
    else if (node.losesNext > 0) {
      // As a node that is killed with a request in progress.
      node.losesNext -= 1;
      res.destroy();
    } else res.end(name);
  });
  servers.push(server);
  node.port = await listenOn(server, 0, "127.0.0.1");
  return node;
}

async function startBalancer(name: string, ports: number[]) {
  const haproxy = await startHaproxy({ folder: path.join(folder, name) }, { ports });
  if (!haproxy) throw new Error("HAProxy was not started.");
  started.push(haproxy);
  const ask = async (method = "GET") => {
    const response = await fetch(`http://127.0.0.1:${haproxy.port}/`, { method }).catch(() => undefined);
    return response?.ok ? response.text() : "failed";
  };
  const findServing = async () => [...new Set([await ask(), await ask(), await ask(), await ask()])].toSorted();
  /** Waits until these nodes answer, in turn. */
  const waitFor = (names: string[]) =>
    waitUntil(`answers of ${names}`, async () => String(await findServing()) === String(names));
  return { ask, waitFor };
}

test("HAProxy sends requests to the nodes that are ready, to those that can serve if none is, and to all if none can", async ({
  skip,
}) => {
  if (!findProgram("haproxy")) skip("haproxy is not on this machine");
  const [a, b] = [await startNode("a"), await startNode("b")];
  const { waitFor } = await startBalancer("haproxy", [a.port, b.port]);
  await waitFor(["a", "b"]);
  a.isReady = false;
  await waitFor(["b"]);
  b.isReady = false;
  await waitFor(["a", "b"]);
  a.canServe = false;
  await waitFor(["b"]);
  b.canServe = false;
  await waitFor(["a", "b"]);
  Object.assign(a, { isReady: true, canServe: true });
  await waitFor(["a"]);
});

test("HAProxy sends a GET that a node did not answer to the other one, but no POST", async ({ skip }) => {
  if (!findProgram("haproxy")) skip("haproxy is not on this machine");
  const [a, b] = [await startNode("a"), await startNode("b")];
  const { ask, waitFor } = await startBalancer("haproxy-retries", [a.port, b.port]);
  await waitFor(["a", "b"]);
  [a.losesNext, b.losesNext] = [1, 0];
  const answers = [await ask(), await ask(), await ask()];
  expect([a.losesNext, answers.filter((one) => one !== "a" && one !== "b")]).toEqual([0, []]);
  [a.losesNext, b.losesNext] = [1, 1];
  expect([await ask("POST"), await ask("POST")]).toEqual(["failed", "failed"]);
});

test("HAProxy passes on the address of the client, not the one that the client claims", async ({ skip }) => {
  if (!findProgram("haproxy")) skip("haproxy is not on this machine");
  const node = createServer((req, res) => res.end(String(req.headers["x-forwarded-for"])));
  servers.push(node);
  const ports = [await listenOn(node, 0, "127.0.0.1")];
  const haproxy = await startHaproxy(
    { folder: path.join(folder, "haproxy-forwarded") },
    { ports, trustsClients: false },
  );
  if (!haproxy) throw new Error("HAProxy was not started.");
  started.push(haproxy);
  const headers = { "X-Forwarded-For": "192.0.2.1, 192.0.2.2" };
  const url = `http://127.0.0.1:${haproxy.port}/`;
  await waitUntil("an answer", async () => (await fetch(url, { headers })).ok);
  expect(await (await fetch(url, { headers })).text()).toBe("127.0.0.1");
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

test("Valkey lets a node with the documented rights read and write, without a complaint, and not empty it", async ({
  skip,
}) => {
  if (!findProgram("valkey-server")) skip("valkey-server is not on this machine");
  const sample = readMachineSample("valkey.conf", [["VALKEY-PASSWORD", "of-a-test"]]);
  const aclfile = path.join(folder, "valkey.acl");
  writeFileSync(aclfile, sample.match(/^user .*\n/gm)?.join("") ?? "");
  const valkey = await startValkey({ folder: path.join(folder, "valkey-rights") }, { aclfile });
  if (!valkey) throw new Error("Valkey was not started.");
  started.push(valkey);
  const complaints = vi.spyOn(console, "warn");
  const url = `valkey://vigie:of-a-test@127.0.0.1:${valkey.port}`;
  const client = new ValkeyClient({ url, prefix: "test:", timeoutMs: 20_000 });
  try {
    await client.connect();
    expect(await client.run((server) => server.set("test:key", "1"))).toEqual({ isAvailable: true, value: "OK" });
    expect(complaints).not.toHaveBeenCalled();
    expect(await client.run((server) => server.flushall())).toEqual({ isAvailable: false });
  } finally {
    client.close();
    complaints.mockRestore();
  }
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
