import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Availability, DatabaseState } from "#db/database-watch.ts";
import { migrate } from "#db/migrate.ts";
import { log } from "#lib/log/log.ts";
import { PostgresServer } from "../testing/cluster/postgres-servers.ts";
import { startPgbouncer } from "../testing/cluster/system-programs.ts";
import { TcpProxy } from "../testing/cluster/tcp-proxy.ts";
import { findProgram, waitUntil } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { ReaderServer } from "./reader-server.ts";

const folder = createTestFolder();
const servers: Record<string, PostgresServer> = {};
let reader: ReaderServer | undefined;

const serverOf = (name: string): PostgresServer => {
  const server = servers[name];
  if (!server) throw new Error(`There is no server ${name}.`);
  return server;
};

beforeAll(async () => {
  servers.primary = await PostgresServer.startPrimary(path.join(folder, "primary"));
  await migrate(servers.primary.url);
  servers.one = await servers.primary.startStandby(path.join(folder, "one"), { name: "one" });
  servers.two = await servers.primary.startStandby(path.join(folder, "two"), { name: "two" });
});
afterEach(async () => {
  await reader?.close();
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.stop();
  removeTestFolder(folder);
});

const available: Availability = { state: "up", onChange: () => () => {}, suspect: () => {} };

async function open(
  names: string[],
  options: { replicas?: string[]; lagMs?: number; avoidMs?: number; primary?: Availability; primaryUrl?: string } = {},
): Promise<ReaderServer> {
  reader = await ReaderServer.open({
    replicas: names.map((name) => serverOf(name).url),
    primaryUrl: serverOf("primary").url,
    primary: available,
    process: "1",
    checkMs: 50,
    avoidMs: 100,
    ...options,
  });
  return reader;
}

const nameOf = (url: string | undefined) => Object.keys(servers).find((name) => servers[name]?.url === url);
const waitForServer = (name: string | undefined) =>
  waitUntil(`pages from ${name ?? "the primary"}`, async () => nameOf(reader?.url) === name);

test("pages are rendered from the same replica until it is killed, then from the next, then from the primary, and from a replica again", async () => {
  const { url } = await open(["one", "two"]);
  const first = nameOf(url) ?? "";
  const second = first === "one" ? "two" : "one";
  await serverOf(first).kill();
  await waitForServer(second);
  await serverOf(second).kill();
  await waitForServer(undefined);
  await serverOf(first).start();
  await waitForServer(first);
  await serverOf(second).start();
});

test("a replica that is too far behind is left until it has caught up", async () => {
  await open(["one"], { lagMs: 300 });
  await waitForServer("one");
  await serverOf("one").pauseReplay();
  await serverOf("primary").withSql((sql) => sql`create table behind ()`);
  await waitForServer(undefined);
  await serverOf("one").resumeReplay();
  await waitForServer("one");
});

test("a primary that dies leaves the replicas in use, also if none has all that it wrote", async () => {
  await open(["one"], { lagMs: 5_000 });
  await waitForServer("one");
  await serverOf("one").pauseReplay();
  await serverOf("primary").withSql((sql) => sql`create table lost ()`);
  await serverOf("primary").kill();
  const switches: unknown[] = [];
  reader?.onSwitch(() => switches.push(reader?.url));
  // Longer than a replica may lag.
  await sleep(6_000);
  expect([nameOf(reader?.url), switches]).toEqual(["one", []]);
  await serverOf("primary").start();
  await serverOf("one").resumeReplay();
});

test("neither a server of another cluster nor one that accepts writes is read from", async () => {
  servers.foreign = await PostgresServer.startPrimary(path.join(folder, "foreign"));
  await migrate(servers.foreign.url);
  servers.foreignStandby = await servers.foreign.startStandby(path.join(folder, "foreign-standby"));
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  await open(["foreignStandby", "foreign"]);
  expect(reader?.url).toBeUndefined();
  // An operator learns why.
  const lines = warn.mock.calls.map(([line]) => String(line));
  expect(
    lines.map((line) => line.replace(/^No page is rendered from the replica [\w.]+:\d+\/\w+: /, "")).toSorted(),
  ).toEqual(["it accepts writes, so it is no standby.", "it is a standby of another server than DATABASE_URL's."]);
  warn.mockRestore();
});

test.skipIf(!findProgram("pgbouncer"))("a replica behind a pooler is not read from", async () => {
  const pooler = await startPgbouncer({ folder: path.join(folder, "pgbouncer") }, serverOf("one").url);
  if (!pooler) throw new Error("PgBouncer was not started.");
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  try {
    const url = Object.assign(new URL(serverOf("one").url), { port: String(pooler.port) }).href;
    await open([], { replicas: [url] });
    expect([reader?.url, String(warn.mock.lastCall)]).toEqual([undefined, expect.stringContaining("a pooler")]);
  } finally {
    warn.mockRestore();
    await pooler.process.kill();
  }
});

test("a replica that takes over is read until the address of the primary leads to it, then left", async () => {
  const link = await TcpProxy.open({ port: serverOf("primary").port });
  const primary = { ...available, state: "up" as DatabaseState };
  try {
    await open(["two"], { primary, primaryUrl: link.addressOf(serverOf("primary").url) });
    await waitForServer("two");
    link.cut();
    await serverOf("two").promote();
    const switches: unknown[] = [];
    reader?.onSwitch(() => switches.push(reader?.url));
    await sleep(1_000);
    // What the pooler says may come later than what a probe finds.
    primary.state = "down";
    link.redirect(serverOf("two").port);
    link.heal();
    await sleep(1_000);
    expect([nameOf(reader?.url), switches]).toEqual(["two", []]);
    primary.state = "up";
    await waitForServer(undefined);
  } finally {
    await link.close();
  }
});

test("leaves a replica that still follows the former primary at the first change, even if its log is longer", async () => {
  const [former, promoted, one] = [serverOf("primary"), serverOf("two"), serverOf("one")];
  await former.withSql((sql) => sql`create table unsent as select repeat('x', 1000) from generate_series(1, 10000)`);
  await one.waitFor(former);
  await open(["one"], { lagMs: 300, primaryUrl: promoted.url });
  await waitForServer("one");
  await promoted.withSql(async (sql) => {
    await sql`insert into changes (tags, urgency) values ('{removed}', 'now')`;
    await waitForServer(undefined);
    const [row] = await sql<{ isLonger: boolean }[]>`
      select ${await one.readPosition()}::pg_lsn > pg_current_wal_lsn() as "isLonger"`;
    expect(row?.isLonger).toBe(true);
  });
});
