import { spawnSync } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { isPatroniInstalled, PatroniCluster } from "./patroni-cluster.ts";
import { accepts, startHaproxy } from "./system-programs.ts";
import { findProgram, waitUntil } from "./tracked-process.ts";

const folder = createTestFolder();
const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  removeTestFolder(folder);
});

test("the synchronous standby takes over, HAProxy leads to it, and a former primary that is started by hand gets no writes", async ({
  skip,
}) => {
  if (!process.env.CLUSTER_PROGRAM) skip("it takes minutes: npm test -- cluster, or CLUSTER_PROGRAM=FOLDER");
  if (!isPatroniInstalled() || !findProgram("haproxy")) skip("Patroni, etcd, PostgreSQL 17 or HAProxy is missing");
  const cluster = await PatroniCluster.start(path.join(folder, "patroni"));
  if (!cluster) throw new Error("Patroni was not started.");
  closers.push(() => cluster.stop());
  const haproxy = await startHaproxy(
    { folder: path.join(folder, "haproxy") },
    { ports: [9], databaseNetwork: cluster.network },
  );
  if (!haproxy) throw new Error("HAProxy was not started.");
  closers.push(() => haproxy.process.stop());
  const url = cluster.urlAt(haproxy.primaryPort);
  const { sql, close } = connect(url, { max: 4 });
  closers.push(close);
  const ask = async <T>(query: () => Promise<T>): Promise<T> => {
    for (;;)
      try {
        return await query();
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error;
        await sleep(100);
      }
  };
  // Until its first checks HAProxy may lead to the standby.
  await waitUntil("a table on the primary", () =>
    sql`create table written (n integer primary key)`.then(
      () => true,
      () => false,
    ),
  );

  const acknowledged: number[] = [];
  let isOver = false;
  const write = async (from: number) => {
    for (let n = from; !isOver; n += 4) {
      // A repeated attempt may find what the one before has written.
      await ask(() => sql`insert into written values (${n}) on conflict do nothing`);
      acknowledged.push(n);
      await sleep(5);
    }
  };
  const writing = Promise.all([0, 1, 2, 3].map(write));
  await waitUntil("many writes", () => acknowledged.length > 200);
  const former = await cluster.findPrimary();
  // It could name a command that the primary runs.
  const change = { method: "PATCH", body: JSON.stringify({ ttl: 30 }) };
  expect((await fetch(`http://${former.address}:8008/config`, change)).status).toBe(401);
  // So could anyone who can write to etcd.
  const [certificate, key] = ["etcd.pem", "etcd-key.pem"].map((name) => path.join(folder, "patroni", name));
  const askEtcd = (...options: string[]) =>
    spawnSync("curl", ["-sk", ...options, `https://${former.address}:2379/version`]).status;
  expect([askEtcd("--cert", certificate ?? "", "--key", key ?? ""), askEtcd() === 0]).toEqual([0, false]);
  await former.kill();
  const promoted = await cluster.findPrimary();
  expect(promoted.name).not.toBe(former.name);
  const before = acknowledged.length;
  await waitUntil("many writes on the new primary", () => acknowledged.length > before + 200);
  isOver = true;
  await writing;
  const rows = await sql<{ n: number }[]>`select n from written`;
  const stored = new Set(rows.map(({ n }) => n));
  expect(acknowledged.filter((n) => !stored.has(n))).toEqual([]);

  // It accepts connections and writes, which wait for its standby for ever: none is acknowledged.
  const alone = former.startPostgresAlone();
  closers.push(() => alone.kill());
  await alone.until("it accepts connections", () => accepts(5432, former.address));
  const direct = connect(cluster.urlAt(5432, former.address), { max: 2 });
  closers.push(direct.close);
  await ask(() => direct.sql`select 1`);
  let isAcknowledged = false;
  const lonely = direct.sql`insert into written values (-1)`.then(
    () => {
      isAcknowledged = true;
    },
    () => {},
  );
  await waitUntil("the wait for its standby", async () => {
    const waiting = await ask(
      () => direct.sql`select from pg_stat_activity where wait_event = 'SyncRep' and query like 'insert%'`,
    );
    return waiting.length === 1;
  });
  expect(isAcknowledged).toBe(false);
  const servers = new Set<string>();
  for (let n = 0; n < 20; n += 1) {
    const other = connect(url, { max: 1 });
    const [row] = await other.sql<{ address: string }[]>`select host(inet_server_addr()) as address`;
    servers.add(row?.address ?? "");
    await other.close();
  }
  expect([...servers]).toEqual([promoted.address]);
  await alone.kill();
  await lonely;

  // Under Patroni it becomes a standby again, without what it had accepted.
  await former.start();
  await cluster.waitForStandby();
  expect(await sql`select from written where n = -1`).toEqual([]);
}, 400_000);
