import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import { chartDays } from "./rules.ts";

/** Ids that one statement counts. */
const batchSize = 50_000;

const sources = {
  comments: {
    table: sql`comments`,
    id: sql`id`,
    counts: sql`count(*)::int as comments, 0 as by_people, 0 as by_rules`,
  },
  decisions: {
    table: sql`moderation_log`,
    id: sql`decision_id`,
    counts: sql`0 as comments, count(*) filter (where decider like 'member:%' or decider = 'rule:command-line')::int as by_people,
      count(*) filter (where decider like 'rule:%' and decider <> 'rule:command-line')::int as by_rules`,
  },
} as const;

/**
 * Adds new rows to the counts per quarter of an hour, once an hour, so that the charts read some thousand rows
 * regardless of the number of comments. Each row is counted once, in the quarter of its own date (an import adds old
 * ones). It counts up to the highest id of the previous run: transactions that were open then, with lower ids, have
 * ended since.
 */
export async function countActivity(db: Executor): Promise<void> {
  for (const [name, { table, id, counts }] of Object.entries(sources)) {
    for (let more = true; more; ) {
      more = await db.transaction(async (tx) => {
        await tx.execute(sql`
          insert into moderation_activity_progress (name, counted_id, next_id)
          values (${name}, 0, coalesce((select max(${id}) from ${table}), 0)) on conflict (name) do nothing`);
        const [progress] = await tx.execute<{ counted_id: string; next_id: string }>(
          sql`select counted_id, next_id from moderation_activity_progress where name = ${name} for update`,
        );
        const from = Number(progress?.counted_id ?? 0);
        const to = Math.min(from + batchSize, Number(progress?.next_id ?? 0));
        if (to <= from) {
          await tx.execute(
            sql`update moderation_activity_progress set next_id = coalesce((select max(${id}) from ${table}), 0) where name = ${name}`,
          );
          return false;
        }
        await tx.execute(sql`
          insert into moderation_activity (starts_at, comments, by_people, by_rules)
          select date_bin('15 minutes', created_at, '2000-01-01T00:00:00Z') as starts_at, ${counts}
          from ${table} where ${id} > ${from} and ${id} <= ${to} group by 1
          on conflict (starts_at) do update set comments = moderation_activity.comments + excluded.comments,
            by_people = moderation_activity.by_people + excluded.by_people, by_rules = moderation_activity.by_rules + excluded.by_rules`);
        await tx.execute(sql`update moderation_activity_progress set counted_id = ${to} where name = ${name}`);
        return true;
      });
    }
  }
}

/** Records the size and age of the queue once an hour. A second call in the same hour does nothing. */
export async function sampleQueue(db: Executor): Promise<void> {
  await db.execute(sql`
    insert into queue_samples (taken_at, waiting, median, oldest)
    select date_trunc('hour', now()), count(*), (percentile_cont(0.5) within group (order by age))::int, max(age)::int
    from (select greatest(0, extract(epoch from now() - queued_at)) as age from moderation_queue) as waiting
    on conflict (taken_at) do nothing`);
}

/** Computes the median wait of past days that have none yet, in the site's time zone. */
export async function storeDailyWaits(db: Executor, zone: string, now: Date): Promise<void> {
  await db.execute(sql`
    insert into daily_decision_waits (zone, day, decided, median)
    select ${zone}, missing.day, found.decided, found.median
    from (
      select d::date as day from generate_series(
        date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${zone}) - make_interval(days => ${chartDays}),
        date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${zone}) - interval '1 day', interval '1 day') as d
      where not exists (select 1 from daily_decision_waits as known where known.zone = ${zone} and known.day = d::date)
    ) as missing
    cross join lateral (
      select count(waited)::int as decided, (percentile_cont(0.5) within group (order by waited))::int as median from moderation_log
      where created_at >= missing.day::timestamp at time zone ${zone} and created_at < (missing.day + 1)::timestamp at time zone ${zone}
    ) as found
    on conflict do nothing`);
}

/** Computes the median wait of people's decisions by hour of the week, in the site's time zone. */
export async function storeWeeklyWaits(db: Executor, zone: string, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`delete from weekly_decision_waits`);
    await tx.execute(sql`
      insert into weekly_decision_waits (zone, weekday, hour, decided, median)
      select ${zone}, extract(isodow from local)::int, extract(hour from local)::int, count(*)::int,
        (percentile_cont(0.5) within group (order by waited))::int
      from (
        select created_at at time zone ${zone} as local, waited from moderation_log
        where waited is not null and created_at <= ${now.toISOString()}::timestamptz and created_at >=
          (date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${zone}) - make_interval(days => ${chartDays - 1})) at time zone ${zone}
      ) as decided
      group by 2, 3
      on conflict do nothing`);
  });
}

/** Updates all stored figures of the charts; the worker calls it once an hour. */
export async function updateModerationStats(db: Executor, now = new Date()): Promise<void> {
  await countActivity(db);
  await sampleQueue(db);
  const { "site.zone": zone } = await readSettings(db);
  await storeDailyWaits(db, zone, now);
  await storeWeeklyWaits(db, zone, now);
}
