import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { OperatorError } from "#lib/operator-error.ts";
import { type DatabaseMachine, PatroniCluster } from "#server/testing/cluster/patroni-cluster.ts";
import { type StartedHaproxy, startHaproxy } from "#server/testing/cluster/system-programs.ts";
import { createTestFolder, removeTestFolder } from "#server/testing/temporary-postgres.ts";

interface Options {
  say(line: string): void;
}

/** How long the effect of each loss is observed (ms). */
const observedMs = 25_000;
const writePauseMs = 10;
/** A client gives up after this time (ms). Waiting for a standby that is lost counts as no write. */
const maxAnswerMs = 2_000;

/** Loses parts of the documented database cluster, one after the other, and measures how long no write succeeded. */
export async function measureDatabaseLosses({ say }: Options) {
  const folder = createTestFolder();
  const closers: (() => Promise<unknown>)[] = [async () => removeTestFolder(folder)];
  try {
    const cluster = await PatroniCluster.start(path.join(folder, "patroni"), say);
    if (!cluster) throw new OperatorError("This part needs Patroni, etcd and PostgreSQL 17.");
    closers.push(() => cluster.stop());
    const proxyOptions = { folder: path.join(folder, "haproxy"), say };
    const nodes = { ports: [9], databaseNetwork: cluster.network };
    const haproxy: StartedHaproxy | undefined = await startHaproxy(proxyOptions, nodes);
    if (!haproxy) throw new OperatorError("This part needs HAProxy.");
    closers.push(() => haproxy.process.stop());
    const open = () => postgres(cluster.urlAt(haproxy.primaryPort), { max: 1, connect_timeout: 1, onnotice: () => {} });
    let sql = open();
    closers.push(() => sql.end({ timeout: 0 }));
    const acknowledged: number[] = [];
    /** Over the same connection while it can be used, and otherwise over a new one. */
    const write = async (statement: string) => {
      const late = sleep(maxAnswerMs).then(() => Promise.reject(new Error("no answer in time")));
      try {
        await Promise.race([sql.unsafe(statement), late]);
        acknowledged.push(performance.now());
      } catch {
        void sql.end({ timeout: 0 });
        sql = open();
      }
      late.catch(() => {});
    };
    while (acknowledged.length === 0) await write("create table written (id bigserial)");
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        await write("insert into written default values");
        await sleep(writePauseMs);
      }
    })();

    const findStandby = async (): Promise<DatabaseMachine> => {
      const primary = await cluster.findPrimary();
      const standby = cluster.machines.find((one) => one !== primary);
      if (!standby) throw new Error("There is no standby.");
      return standby;
    };
    let lost: DatabaseMachine | undefined;
    const losses: [name: string, lose: () => Promise<unknown>, restore: () => Promise<unknown>][] = [
      [
        "the standby's machine",
        async () => {
          lost = await findStandby();
          await lost.kill();
        },
        async () => lost?.start(),
      ],
      ["one member of etcd", () => cluster.killEtcdMembers(1), async () => cluster.startEtcdMembers()],
      ["all members of etcd", () => cluster.killEtcdMembers(3), async () => cluster.startEtcdMembers()],
      ["a planned switchover", () => cluster.switchOver(), async () => {}],
      ["PostgreSQL of the primary, alone", async () => (await cluster.findPrimary()).killPostgres(), async () => {}],
      [
        "the primary's machine",
        async () => {
          lost = await cluster.findPrimary();
          await lost.kill();
        },
        async () => lost?.start(),
      ],
    ];
    const results = [];
    for (const [name, lose, restore] of losses) {
      await cluster.waitForStandby();
      const first = acknowledged.length - 1;
      await lose();
      await sleep(observedMs);
      const times = [...acknowledged.slice(first), performance.now()];
      const gaps = times.slice(1).map((at, n) => at - (times[n] ?? at));
      const result = { name, longestGapMs: Math.round(Math.max(...gaps)) };
      say(`${name}: no write for ${result.longestGapMs} ms.`);
      results.push(result);
      await restore();
    }
    isOver = true;
    await writing;
    return results;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
