import { database } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import {
  listDailyWaits,
  listHours,
  listQueueDays,
  listWeeklyQueueAge,
  listWeeklyWaits,
  readQueueAge,
} from "./queries.ts";
import { averageByHourOfWeek, sumByDay } from "./rules.ts";

/** All that the charts show, as it is now. */
export async function loadModerationStats() {
  const db = database();
  const zone = (await readSettings(db))["site.zone"];
  const now = new Date();
  const [hours, queue, waits, weekWaits, weekQueue, queueNow] = await Promise.all([
    listHours(db, zone, now),
    listQueueDays(db, zone, now),
    listDailyWaits(db, zone, now),
    listWeeklyWaits(db, zone),
    listWeeklyQueueAge(db, zone, now),
    readQueueAge(db),
  ]);
  const days = sumByDay(hours);
  const queueOf = new Map(queue.map((one) => [one.day, one]));
  const waitOf = new Map(waits.map((one) => [one.day, one]));
  return {
    zone,
    days: days.map((day) => ({ ...day, queue: queueOf.get(day.day), wait: waitOf.get(day.day)?.median ?? null })),
    comments: averageByHourOfWeek(hours, ({ comments }) => comments),
    decisions: averageByHourOfWeek(hours, ({ byPeople }) => byPeople),
    weekWaits,
    weekQueue,
    queueNow,
  };
}
