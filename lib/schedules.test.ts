import { sql as raw } from "drizzle-orm";
import { expect, test } from "vitest";
import { scheduleRuns } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { runIfDue, type Schedule, startSchedule } from "./schedules.ts";

const { db } = testDatabase();

const hourMs = 3_600_000;
const schedule = (name: string, work: Schedule["work"], everyMs = hourMs): Schedule => ({ name, everyMs, work });
const rowOf = async (name: string) => (await db.select().from(scheduleRuns)).find((row) => row.name === name);
const moveNext = (name: string, interval: string) =>
  db.execute(raw`update schedule_runs set next_at = now() + ${interval}::interval where name = ${name}`);

test("one of many processes does the work, and not again before it is due", async () => {
  let runs = 0;
  const counting = schedule("counting", async () => {
    runs += 1;
    return `${runs} counted`;
  });
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => runIfDue(db, counting)));
  expect(outcomes.sort()).toEqual(["done", "not due", "not due", "not due"]);
  expect(await runIfDue(db, counting)).toBe("not due");
  expect(await rowOf("counting")).toMatchObject({ result: "1 counted", failure: null });
  await moveNext("counting", "0 s");
  expect(await runIfDue(db, counting)).toBe("done");
  expect(await runIfDue(db, counting, { force: true })).toBe("done");
  expect(runs).toBe(3);
});

test("a run that had nothing to do has no result, whatever the run before did", async () => {
  let result: string | undefined = "1 sent";
  const sending = schedule("sending", async () => result);
  await runIfDue(db, sending);
  expect(await rowOf("sending")).toMatchObject({ result: "1 sent" });
  result = undefined;
  await runIfDue(db, sending, { force: true });
  expect(await rowOf("sending")).toMatchObject({ result: "" });
});

test("a failure is recorded without addresses, and ends with the next success", async () => {
  let fails = true;
  const failing = schedule("failing", async () => {
    if (fails) throw new Error("No route to zoe@example.org\nsecond line");
    return undefined;
  });
  expect(await runIfDue(db, failing)).toBe("failed");
  const row = await rowOf("failing");
  expect(row?.failure).toMatch(/^No route to …$/);
  expect(row?.failedAt).not.toBeNull();
  // Tried again before its hour is over.
  expect(Number(row?.nextAt) - Number(row?.startedAt)).toBeLessThan(hourMs);
  fails = false;
  await moveNext("failing", "-1 s");
  expect(await runIfDue(db, failing)).toBe("done");
  expect(await rowOf("failing")).toMatchObject({ failure: null });
});

test("a run whose process was killed is taken over when its lease ends", async () => {
  await db
    .insert(scheduleRuns)
    .values({ name: "killed", startedAt: new Date(), nextAt: new Date(Date.now() + 60_000) });
  const killed = schedule("killed", async () => "taken over");
  expect(await runIfDue(db, killed, { force: true })).toBe("not due");
  await moveNext("killed", "-1 s");
  expect(await runIfDue(db, killed)).toBe("done");
});

test("a run that is further away than it can be, because the clock was set back, is due", async () => {
  const late = schedule("late", async () => undefined);
  await runIfDue(db, late);
  await moveNext("late", "3 hours");
  expect(await runIfDue(db, late)).toBe("done");
});

test("repeats until it is stopped, and waits for the current run", async () => {
  const events: string[] = [];
  const stop = startSchedule(
    db,
    schedule(
      "repeated",
      async () => {
        events.push("start");
        await new Promise((resolve) => setTimeout(resolve, 30));
        events.push("end");
        return undefined;
      },
      1,
    ),
  );
  await expect.poll(() => events.filter((event) => event === "end").length, { timeout: 60_000 }).toBeGreaterThan(1);
  await stop();
  expect(events.at(-1)).toBe("end");
  const count = events.length;
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(events).toHaveLength(count);
});
