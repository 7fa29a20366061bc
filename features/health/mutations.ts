import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { healthResults, healthSizes, scheduleRuns } from "#db/schema.ts";
import type { CheckName } from "./checks/rules.ts";

/** Makes a schedule due now: the worker runs it within half a minute. Returns whether it is one that has run before. */
export async function runScheduleSoon(db: Executor, name: string): Promise<boolean> {
  const changed = await db
    .update(scheduleRuns)
    .set({ nextAt: sql`now()` })
    // One that is running has `next_at` as the end of its lease.
    .where(eq(scheduleRuns.name, name))
    .returning({ name: scheduleRuns.name });
  return changed.length > 0;
}

/** Makes the next examination measure a check again, also if that was done lately. */
export async function expireMeasurement(db: Executor, check: CheckName): Promise<void> {
  const never = sql`'epoch'::timestamptz`;
  await db.update(healthResults).set({ measuredAt: never }).where(eq(healthResults.name, check));
  // Of today's row only: the others are the history.
  if (check === "disk")
    await db.update(healthSizes).set({ measuredAt: never }).where(sql`day = (now() at time zone 'UTC')::date`);
}
