import { database } from "#db/client.ts";
import type { Role } from "#features/members/rules.ts";
import { readSettings } from "#features/settings/queries.ts";
import {
  listDailyWaits,
  listHours,
  listModeratorFigures,
  listQueueDays,
  listWeeklyQueueAge,
  listWeeklyWaits,
  readQueueAge,
} from "./queries.ts";
import { averageByHourOfWeek, listShownFigures, markOneSidedModerators, sumByDay } from "./rules.ts";

/** Loads the figures of the moderators that the viewer sees, and those of all together. */
export async function loadModeratorFigures(viewer: { id: number; name: string; role: Role }) {
  const db = database();
  const zone = (await readSettings(db))["site.zone"];
  const all = await listModeratorFigures(db, zone, new Date());
  return { all, rows: listShownFigures(all, viewer), marks: markOneSidedModerators(all) };
}

/** Loads the figures of all charts. */
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
  const queueByDay = new Map(queue.map((entry) => [entry.day, entry]));
  const waitByDay = new Map(waits.map((entry) => [entry.day, entry]));
  return {
    zone,
    days: days.map((day) => ({ ...day, queue: queueByDay.get(day.day), wait: waitByDay.get(day.day)?.median ?? null })),
    comments: averageByHourOfWeek(hours, ({ comments }) => comments),
    decisions: averageByHourOfWeek(hours, ({ byPeople }) => byPeople),
    weekWaits,
    weekQueue,
    queueNow,
  };
}
