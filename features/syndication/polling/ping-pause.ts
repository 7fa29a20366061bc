import { type SQL, sql } from "drizzle-orm";
import { feedDays } from "#db/schema.ts";
import { fetchesPerPauseSecond, pingPauseSeconds } from "./rules.ts";

/** The time between two fetches of a feed that a hub announces: longer the more often it was fetched today, since hub and feed may be hostile. */
export const pingPause = (feedId: SQL): SQL =>
  sql`make_interval(secs => greatest(${pingPauseSeconds}::int, coalesce((select d.fetches / ${fetchesPerPauseSecond}::int from ${feedDays} d
    where d.feed_id = ${feedId} and d.day = (now() at time zone 'utc')::date), 0)))`;
