import { database } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import { listHours, listQueueDays, listWaits, listWeekQueue, listWeekWaits, readQueueNow } from "./queries.ts";
import { byDay, byHourOfWeek } from "./rules.ts";

/** All that the charts show, as it is now. */
export async function loadStats() {
  const db = database();
  const zone = (await readSettings(db))["site.zone"];
  const now = new Date();
  const [hours, queue, waits, weekWaits, weekQueue, queueNow] = await Promise.all([
    listHours(db, zone, now),
    listQueueDays(db, zone, now),
    listWaits(db, zone, now),
    listWeekWaits(db, zone),
    listWeekQueue(db, zone, now),
    readQueueNow(db),
  ]);
  const days = byDay(hours);
  const queueOf = new Map(queue.map((one) => [one.day, one]));
  const waitOf = new Map(waits.map((one) => [one.day, one]));
  return {
    zone,
    days: days.map((day) => ({ ...day, queue: queueOf.get(day.day), wait: waitOf.get(day.day)?.median ?? null })),
    comments: byHourOfWeek(hours, ({ comments }) => comments),
    decisions: byHourOfWeek(hours, ({ byPeople }) => byPeople),
    weekWaits,
    weekQueue,
    queueNow,
  };
}
