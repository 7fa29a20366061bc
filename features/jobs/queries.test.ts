import { sql as raw } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { scheduleRuns } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { enqueue, type JobDefinition, openJobs, openQueue, runNextJob } from "#lib/jobs.ts";
import { deleteJob, retryJob } from "./mutations.ts";
import { failuresPerPage, hasQueues, listFailedJobs, listQueues, listScheduleRuns } from "./queries.ts";
import { knownSchedules, listPayloadIds, parseResult } from "./rules.ts";

const { db, clear } = testDatabase();
const job: JobDefinition<{ article: number; to?: string }> = {
  name: "article-announcement",
  payload: z.object({ article: z.number(), to: z.string().optional() }),
};
const fail = async () => {
  throw new Error("550 no mailbox for ada@exemple.test at mx.exemple.test");
};
const run = async (handler: () => Promise<unknown>) => runNextJob(await openJobs(), db, job, handler);

test("shows no queue before the first start, and refuses what a stale page sends", async () => {
  expect(await listQueues(db)).toEqual([]);
  expect(await listFailedJobs(db)).toEqual({ jobs: [] });
  expect(await retryJob(db, crypto.randomUUID())).toMatchObject({ ok: false, code: "jobs.gone" });
});

beforeEach(async () => {
  await clear();
  if (await hasQueues(db)) await db.execute(raw`delete from pgboss.job`);
});

test("counts the jobs of a queue, and lists the failed one with its cause and without any address", async () => {
  await openQueue(await openJobs(), job);
  await enqueue(db, job, { article: 7, to: "ada@exemple.test" });
  await enqueue(db, job, { article: 8 }, { at: new Date(Date.now() + 3_600_000) });
  expect(await listQueues(db)).toMatchObject([{ name: job.name, waiting: 1, later: 1, active: 0, failed: 0 }]);
  expect(await run(fail)).toBe(false);

  expect(await listQueues(db)).toMatchObject([
    { name: job.name, waiting: 0, later: 2, failed: 1, lastFinishedAt: null },
  ]);
  const { jobs, next } = await listFailedJobs(db);
  expect(next).toBeUndefined();
  expect(jobs).toMatchObject([{ queue: job.name, ids: ["article 7"], attempts: 1 }]);
  expect(jobs[0]?.nextAt).toBeInstanceOf(Date);
  expect(jobs[0]?.cause).toMatch(/^550 no mailbox/);
  expect(JSON.stringify(jobs)).not.toContain("ada@");

  const id = jobs[0]?.id ?? "";
  expect(await retryJob(db, id)).toMatchObject({ ok: true });
  expect(await run(async () => undefined)).toBe(true);
  expect((await listFailedJobs(db)).jobs).toEqual([]);
  expect((await listQueues(db))[0]?.lastFinishedAt).toBeInstanceOf(Date);
  expect(await retryJob(db, id)).toMatchObject({ ok: false, code: "jobs.gone" });
});

test("retries a job that was given up, and deletes one for good", async () => {
  await openQueue(await openJobs(), job);
  await enqueue(db, job, { article: 9 });
  await db.execute(
    raw`update pgboss.job set retry_limit = 0 where state = 'created' and (data ->> 'article')::int = 9`,
  );
  await run(fail);
  const [given] = (await listFailedJobs(db)).jobs;
  expect(given).toMatchObject({ nextAt: null, attempts: 1 });
  expect(await retryJob(db, given?.id ?? "")).toMatchObject({ ok: true });
  await run(fail);
  const [again] = (await listFailedJobs(db)).jobs;
  expect(again).toMatchObject({ id: given?.id, nextAt: null, attempts: 2 });
  expect(await deleteJob(db, given?.id ?? "")).toMatchObject({ ok: true });
  expect(await deleteJob(db, given?.id ?? "")).toMatchObject({ ok: false, code: "jobs.gone" });
  expect((await listFailedJobs(db)).jobs).toEqual([]);
});

test("pages failures by cursor without missing or repeating any, and ignores a cursor that is not one", async () => {
  await openQueue(await openJobs(), job);
  const count = 2 * failuresPerPage + 3;
  // At the same moment, so that only the id orders them.
  await db.execute(raw`
    insert into pgboss.job (name, data, state, retry_count, output)
    select ${job.name}, jsonb_build_object('article', n), 'failed', 20, '{"message":"down"}'
    from generate_series(1, ${count}) as n`);
  const seen: string[] = [];
  for (let after: string | undefined = ""; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof listFailedJobs>> = await listFailedJobs(db, after);
    seen.push(...page.jobs.map(({ id }) => id));
    after = page.next;
  }
  expect(new Set(seen).size).toBe(count);
  expect(seen).toHaveLength(count);
  for (const cursor of ["x", "1'--", "9".repeat(400), "1-1"])
    expect((await listFailedJobs(db, cursor)).jobs).toHaveLength(failuresPerPage);
});

test("lists the schedules that ran and those that have not run yet", async () => {
  await db.insert(scheduleRuns).values({ name: "bounce-mailbox", startedAt: new Date(), result: "3 read" });
  const names = (await listScheduleRuns(db)).map(({ name }) => name);
  expect(names).toEqual([...knownSchedules, "bounce-mailbox"].sort());
});

test("reads the counts of a result, and shows nothing of other text", () => {
  expect(parseResult("3 sent, 0 later, 1 refused")).toEqual([
    { word: "sent", count: 3 },
    { word: "refused", count: 1 },
  ]);
  fc.assert(fc.property(fc.string(), (text) => parseResult(text).every(({ count }) => count > 0)));
});

test("shows only ids of a payload, never a text", () => {
  const id = crypto.randomUUID();
  expect(listPayloadIds({ letter: "reset", email: "ada@exemple.test", id, ids: [1, 2], next: "/" })).toEqual([
    `id ${id}`,
    "ids 1",
    "ids 2",
  ]);
  expect(listPayloadIds({ ids: [1, 2, 3, 4, 5, 6, 7, 8, 9] })).toHaveLength(9);
  fc.assert(
    fc.property(fc.jsonValue(), (payload) => {
      for (const shown of listPayloadIds(payload))
        expect(shown === "…" || /(?:-?\d+|[0-9a-f-]{36})$/.test(shown)).toBe(true);
    }),
  );
});
