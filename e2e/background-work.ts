import { eq, sql } from "drizzle-orm";
import { scheduleRuns } from "#db/schema.ts";
import { expect } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";

/** How long no schedule starts and no feed is fetched. A schedule whose turn is later than six minutes counts as due. */
const holdSeconds = 300;

/**
 * Does `work` while the worker of the site changes nothing by itself: first the running schedules, the due jobs and the fetches of feeds
 * end, and no schedule or fetch starts before `work` has ended. Every minute, the worker otherwise writes the state of the site (health),
 * and what it still has to do for earlier journeys.
 */
export async function withoutBackgroundWork(work: () => Promise<void>): Promise<void> {
  const due = await withSiteDatabase((db) => db.select().from(scheduleRuns));
  const held = sql`now() + make_interval(secs => ${holdSeconds})`;
  /** Jobs that would become due meanwhile (the text of a deleted comment is erased after minutes), with their times. */
  const waiting = new Map<string, string>();
  const countRunning = () =>
    withSiteDatabase(async (db) => {
      await db.update(scheduleRuns).set({ nextAt: held }).where(sql`finished_at is not null`);
      await db.execute(sql`update feed_states set next_at = greatest(next_at, ${held}) where claim is null`);
      const jobs = await db.execute<{ id: string; dueAt: string }>(sql`
        with soon as (select id, start_after from pgboss.job where state in ('created', 'retry') and start_after > now() and start_after < ${held} for update)
        update pgboss.job as j set start_after = ${held} from soon where j.id = soon.id returning j.id, soon.start_after::text as "dueAt"`);
      for (const { id, dueAt } of jobs) if (!waiting.has(id)) waiting.set(id, dueAt);
      const [row] = await db.execute<Record<string, number>>(sql`select
        (select count(*) from schedule_runs where finished_at is null)::int as schedules,
        (select count(*) from pgboss.job where state = 'active' or state in ('created', 'retry') and start_after <= now())::int as jobs,
        (select count(*) from feed_states where claim is not null and next_at > now())::int as fetches`);
      return row;
    });
  try {
    const message = "the worker ends what it is doing";
    await expect.poll(countRunning, { message, timeout: 90_000 }).toEqual({ schedules: 0, jobs: 0, fetches: 0 });
    await work();
  } finally {
    await withSiteDatabase(async (db) => {
      for (const { name, nextAt } of due)
        await db.update(scheduleRuns).set({ nextAt }).where(eq(scheduleRuns.name, name));
      for (const [id, dueAt] of waiting)
        await db.execute(
          sql`update pgboss.job set start_after = ${dueAt}::timestamptz where id = ${id} and state in ('created', 'retry')`,
        );
    });
  }
}
