import { expect, test, vi } from "vitest";
import { z } from "zod";
import { testDatabase } from "#db/testing.ts";
import {
  closeJobs,
  enqueue,
  enqueueAll,
  enqueueDebounced,
  type JobDefinition,
  LostJobs,
  openJobs,
  openQueue,
  runDueJobs,
  runNextJob,
} from "./jobs.ts";

const { db, sql, queries } = testDatabase();

const kind: JobDefinition<{ n: number }> = { name: "gathering", payload: z.object({ n: z.number() }) };
/** A day: no slot ends while this runs, except at midnight. */
const seconds = 86_400;

const jobsOf = (key: string) =>
  sql`select data, singleton_on, start_after > now() as waits, keep_until > start_after as kept from pgboss.job where name = ${kind.name} and singleton_key = ${key} order by singleton_on`;

test("debounces a batch of jobs as single ones: one now, one at the end of the time, no third", async () => {
  await openJobs();
  for (let time = 0; time < 3; time += 1) await enqueue(db, kind, { n: 1 }, { key: "one", seconds });
  const one = await jobsOf("one");
  expect(one.map(({ waits }) => waits)).toEqual([false, true]);
  const all = ["a", "b", "c"].map((key) => ({ key, data: { n: 1 } }));
  await enqueueDebounced(db, kind, all.slice(0, 1), seconds);
  const { statements } = await queries(() => enqueueDebounced(db, kind, all, seconds));
  expect(statements).toHaveLength(2);
  await enqueueDebounced(db, kind, all, seconds);
  for (const { key } of all) expect([...(await jobsOf(key))]).toEqual([...one]);
  expect((await queries(() => enqueueDebounced(db, kind, [], seconds))).statements).toEqual([]);
});

test("runs the jobs of several origins round robin, however many calls bring them", async () => {
  const boss = await openJobs();
  const fair = { ...kind, name: "round-robin" };
  const add = (all: number[], queuedBefore = 0) =>
    enqueueAll(
      db,
      fair,
      all.map((n) => ({ n })),
      new Date(),
      { queuedBefore },
    );
  await add([10, 11, 12]);
  await add([20, 21]);
  await add([13], 3);
  await add([30]);
  const order: number[] = [];
  while (
    await runNextJob(boss, db, fair, async (_db, { n }) => {
      order.push(n);
    })
  );
  expect(order).toEqual([10, 20, 30, 11, 21, 12, 13]);
});

test("a slow job delays those of its group, not those of others", async () => {
  const boss = await openJobs();
  const grouped: JobDefinition<{ n: number }> = { ...kind, name: "grouped", concurrency: 3 };
  await openQueue(boss, grouped);
  const numbers = [10, 11, 12, 20, 30].map((n) => ({ n }));
  await enqueueAll(db, grouped, numbers, new Date(), { queuedBefore: 0, groupOf: ({ n }) => Math.floor(n / 10) });
  const done: number[] = [];
  const slow = Promise.withResolvers<void>();
  const others = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  await runDueJobs(boss, db, grouped, async (_db, { n }) => {
    if (n === 10) await slow.promise;
    done.push(n);
    if (done.includes(20) && done.includes(30)) others.resolve();
    if (done.length === numbers.length) all.resolve();
  });
  await others.promise;
  expect(done.toSorted()).toEqual([20, 30]);
  slow.resolve();
  await all.promise;
  expect(done.filter((n) => n < 20)).toEqual([10, 11, 12]);
  await closeJobs();
});

test("begins the next job as soon as one is done, unless the jobs are paced", async () => {
  const boss = await openJobs();
  const busy = { ...kind, name: "busy" };
  const paced: JobDefinition<{ n: number }> = { ...kind, name: "paced", isPaced: true };
  const numbers = Array.from({ length: 20 }, (_, n) => ({ n }));
  for (const job of [paced, busy]) await enqueueAll(db, job, numbers, new Date());
  const done: string[] = [];
  const all = Promise.withResolvers<void>();
  for (const job of [paced, busy])
    await runDueJobs(boss, db, job, async () => {
      done.push(job.name);
      if (done.filter((name) => name === busy.name).length === numbers.length) all.resolve();
    });
  await all.promise;
  expect(done.filter((name) => name === paced.name).length).toBeLessThan(numbers.length);
  await closeJobs();
}, 60_000);

test("renews a job while its handler runs, and requeues only jobs that are not renewed", async () => {
  const boss = await openJobs();
  const slow = { ...kind, name: "slow" };
  await enqueueAll(db, slow, [{ n: 1 }, { n: 2 }, { n: 3 }], new Date());
  const end = Promise.withResolvers<void>();
  const once = runNextJob(boss, db, slow, () => end.promise);
  await runDueJobs(boss, db, slow, () => end.promise);
  const active = () => sql<{ id: string; renewed: boolean }[]>`
    select id, heartbeat_on > started_on as renewed from pgboss.job where name = ${slow.name} and state = 'active'`;
  // The third is that of a worker that was killed.
  await expect.poll(async () => (await active()).length, { timeout: 60_000 }).toBe(2);
  const [third] = await boss.fetch(slow.name);
  await expect.poll(async () => (await active()).filter(({ renewed }) => renewed).length, { timeout: 60_000 }).toBe(2);
  await sql`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where id = ${third?.id ?? null}`;
  const lost = new LostJobs(db, () => 0);
  const lookAgain = async () => [await lost.look(), await lost.look(), await lost.look()];
  expect(await lookAgain()).toEqual([0, 0, 1]);
  expect((await active()).map(({ id }) => id)).not.toContain(third?.id);
  // After the first loss only: later ones are pg-boss's.
  const [again] = await boss.fetch(slow.name);
  expect(again).toMatchObject({ id: third?.id, retryCount: 1 });
  await sql`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where id = ${third?.id ?? null}`;
  expect(await lookAgain()).toEqual([0, 0, 0]);
  end.resolve();
  expect(await once).toBe(true);
  await closeJobs();
}, 120_000);

test("after an outage workers have the time to renew their jobs before those count as lost", async () => {
  const boss = await openJobs();
  const late = { ...kind, name: "late" };
  await enqueueAll(db, late, [{ n: 1 }], new Date());
  const [job] = await boss.fetch(late.name);
  const stopRenewals = () =>
    sql`update pgboss.job set heartbeat_on = now() - interval '1 hour' where name = ${late.name}`;
  let time = 0;
  const lost = new LostJobs(db, () => time);
  // The database was away: neither a renewal nor a look had succeeded.
  await stopRenewals();
  expect([await lost.look(), await lost.look()]).toEqual([0, 0]);
  await boss.touch(late.name, job?.id ?? "");
  expect(await lost.look()).toBe(0);
  // It is away again, and then this process is suspended.
  await stopRenewals();
  expect([await lost.look(), await lost.look()]).toEqual([0, 0]);
  time += 60_000;
  expect([await lost.look(), await lost.look()]).toEqual([0, 0]);
  const fails = vi.spyOn(db, "execute").mockRejectedValueOnce(new Error("no connection"));
  await expect(lost.look()).rejects.toThrow("no connection");
  fails.mockRestore();
  expect([await lost.look(), await lost.look()]).toEqual([0, 0]);
  // Its worker does not come back.
  expect(await lost.look()).toBe(1);
  await closeJobs();
});
