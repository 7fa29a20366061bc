import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { chartDays, type HourCount, type ModeratorFigures } from "./rules.ts";

/** The first moment of the first day shown, and now, as a statement. */
const range = (zone: string, now: Date) => sql`
  select (date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${zone}) - make_interval(days => ${chartDays - 1})) at time zone ${zone} as first,
    ${now.toISOString()}::timestamptz as last`;

/** The quarter of an hour of a row. All current time zones have offsets of whole quarters. */
const quarterOf = sql`date_bin('15 minutes', created_at, '2000-01-01T00:00:00Z')`;
const byPerson = sql`(decider like 'member:%' or decider = 'rule:command-line')`;

/**
 * Comments and decisions per hour of the days shown, in the site's time zone: from the stored counts (`moderation_activity`)
 * and the rows added since. Hours without activity are included.
 */
export async function listHours(db: Executor, zone: string, now: Date): Promise<HourCount[]> {
  // Read in a separate statement, so that the planner knows how few rows remain to be counted.
  const progress = await db.execute<{ name: string; counted_id: string }>(
    sql`select name, counted_id from moderation_activity_progress`,
  );
  const counted = (name: string) => Number(progress.find((row) => row.name === name)?.counted_id ?? 0);
  const rows = await db.execute<{
    day: string;
    hour: number;
    comments: number;
    by_people: number;
    by_rules: number;
    quarters: number;
  }>(sql`
    with shown as (${range(zone, now)}),
    counted as (
      select starts_at, comments, by_people, by_rules from moderation_activity, shown where starts_at >= first and starts_at <= last
      union all
      select ${quarterOf}, 1, 0, 0 from comments, shown
      where id > ${counted("comments")} and created_at >= first and created_at <= last
      union all
      select ${quarterOf}, 0, case when ${byPerson} then 1 else 0 end, case when ${byPerson} then 0 else 1 end from moderation_log, shown
      where decision_id > ${counted("decisions")} and created_at >= first and created_at <= last
    ),
    summed as (
      select starts_at, sum(comments) as comments, sum(by_people) as by_people, sum(by_rules) as by_rules from counted group by starts_at
    ),
    quarters as (
      select q as starts_at, date_trunc('hour', q at time zone ${zone}) as local from shown, generate_series(first, last, interval '15 minutes') as q
    )
    select to_char(local, 'YYYY-MM-DD') as day, extract(hour from local)::int as hour, count(*)::int as quarters,
      coalesce(sum(comments), 0)::int as comments, coalesce(sum(by_people), 0)::int as by_people, coalesce(sum(by_rules), 0)::int as by_rules
    from quarters left join summed using (starts_at) group by local order by local`);
  return rows.map(({ by_people, by_rules, ...row }) => ({ ...row, byPeople: by_people, byRules: by_rules }));
}

interface QueueDay {
  day: string;
  /** The maximum number of waiting comments. */
  waiting: number;
  /** Seconds: the day's highest median age and highest age. */
  median: number | null;
  oldest: number | null;
}

/** The hourly samples of the queue, by day. */
export async function listQueueDays(db: Executor, zone: string, now: Date): Promise<QueueDay[]> {
  const rows = await db.execute<{ day: string; waiting: number; median: number | null; oldest: number | null }>(sql`
    with shown as (${range(zone, now)})
    select to_char(taken_at at time zone ${zone}, 'YYYY-MM-DD') as day, max(waiting) as waiting, max(median) as median, max(oldest) as oldest
    from queue_samples, shown where taken_at >= first group by 1 order by 1`);
  return [...rows];
}

/** The median wait (seconds) of people's decisions by day: stored for past days, computed for today. */
export async function listDailyWaits(
  db: Executor,
  zone: string,
  now: Date,
): Promise<{ day: string; decided: number; median: number | null }[]> {
  const rows = await db.execute<{ day: string; decided: number; median: number | null }>(sql`
    with shown as (${range(zone, now)})
    select to_char(day, 'YYYY-MM-DD') as day, decided, median from daily_decision_waits, shown
    where zone = ${zone} and day >= (first at time zone ${zone})::date and day < (last at time zone ${zone})::date
    union all
    select to_char(last at time zone ${zone}, 'YYYY-MM-DD'), count(waited)::int, (percentile_cont(0.5) within group (order by waited))::int
    from shown left join moderation_log on created_at >= date_trunc('day', last at time zone ${zone}) at time zone ${zone} and created_at <= last
    group by last
    order by 1`);
  return [...rows];
}

/**
 * The median wait (seconds) of people's decisions by hour of the week, Monday first, as last computed by
 * `storeWeeklyWaits`; null without a decision.
 */
export async function listWeeklyWaits(db: Executor, zone: string): Promise<(number | null)[][]> {
  return toWeekGrid(
    await db.execute<HourOfWeek>(
      sql`select weekday, hour, median as value from weekly_decision_waits where zone = ${zone}`,
    ),
  );
}

/**
 * The mean of the queue's median age (seconds) by hour of the week, Monday first, from the hourly samples of the days
 * shown; null without a sample.
 */
export async function listWeeklyQueueAge(db: Executor, zone: string, now: Date): Promise<(number | null)[][]> {
  return toWeekGrid(
    await db.execute<HourOfWeek>(sql`
      with shown as (${range(zone, now)}),
      sampled as (select taken_at at time zone ${zone} as local, median from queue_samples, shown where taken_at >= first)
      select extract(isodow from local)::int as weekday, extract(hour from local)::int as hour, avg(median)::int as value
      from sampled where median is not null group by 1, 2`),
  );
}

interface HourOfWeek extends Record<string, unknown> {
  /** 1 is Monday. */
  weekday: number;
  hour: number;
  value: number;
}

function toWeekGrid(rows: Iterable<HourOfWeek>): (number | null)[][] {
  const week: (number | null)[][] = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => null));
  for (const { weekday, hour, value } of rows) {
    const day = week[weekday - 1];
    if (day) day[hour] = value;
  }
  return week;
}

/** The figures of moderators are counted from so many lines of the log, the newest: the read is bounded on any site. */
const maxModeratorLines = 50_000;

/**
 * The decisions of each moderator on comments within the days shown, the most active first. Comments that a ban removed
 * count with the ban, not here.
 */
export async function listModeratorFigures(db: Executor, zone: string, now: Date): Promise<ModeratorFigures[]> {
  const rows = await db.execute<{
    id: string;
    name: string;
    decisions: number;
    queued: number;
    queued_refused: number;
    spam: number;
    reverted: number;
  }>(sql`
    with shown as (${range(zone, now)}),
    lines as (
      select decider, subject, action, reason, listed, waited, outcome from moderation_log
      where created_at >= (select first from shown) and created_at <= (select last from shown)
      order by created_at desc, decision_id desc limit ${maxModeratorLines}
    ),
    deciders as (
      select substr(decider, 8)::bigint as id, count(*)::int as decisions,
        count(waited)::int as queued,
        count(waited) filter (where action in ('reject', 'spam', 'remove'))::int as queued_refused,
        count(*) filter (where action = 'spam' or reason = 'spam')::int as spam,
        count(*) filter (where outcome in ('undone', 'overturned'))::int as reverted
      from lines
      where subject = 'comment' and decider like 'member:%'
        and (action in ('approve', 'restore') or (action in ('reject', 'spam', 'remove') and listed))
      group by decider
    )
    select id, members.name, decisions, queued, queued_refused, spam, reverted
    from deciders join members using (id) order by decisions desc, id`);
  return rows.map(({ id, queued_refused, ...row }) => ({ ...row, id: Number(id), queuedRefused: queued_refused }));
}

interface QueueAge {
  waiting: number;
  median: number | null;
  oldest: number | null;
  /** The number of comments by age: under 1 hour, 4 hours, 1 day, 3 days, and older. */
  ages: number[];
}

/** The current size and age of the queue. */
export async function readQueueAge(db: Executor): Promise<QueueAge> {
  const [row] = await db.execute<{ waiting: number; median: number | null; oldest: number | null; ages: number[] }>(sql`
    select count(*)::int as waiting, (percentile_cont(0.5) within group (order by age))::int as median, max(age)::int as oldest,
      array[count(*) filter (where age < 3600), count(*) filter (where age >= 3600 and age < 14400),
        count(*) filter (where age >= 14400 and age < 86400), count(*) filter (where age >= 86400 and age < 259200),
        count(*) filter (where age >= 259200)]::int[] as ages
    from (select greatest(0, extract(epoch from now() - queued_at)) as age from moderation_queue) as waiting`);
  return row ?? { waiting: 0, median: null, oldest: null, ages: [0, 0, 0, 0, 0] };
}
