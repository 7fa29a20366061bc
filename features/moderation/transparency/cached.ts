import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { settingsTag } from "#features/settings/tags.ts";
import { tagged } from "#lib/cache.ts";
import { logTag, logYearTag } from "../log/tags.ts";
import { listYears, readReport } from "./queries.ts";

/** Years that have a report, newest first. */
export async function getYears(): Promise<number[]> {
  "use cache";
  tagged(logTag, settingsTag);
  const db = database();
  return listYears(db, (await getSettings())["site.zone"], new Date());
}

/** A year's report: counted again after what changes its own figures, and once when the year is over. */
export async function getReport(year: number) {
  const [present = year] = await getYears();
  return countYear(year, year < present);
}

async function countYear(year: number, complete: boolean) {
  "use cache";
  tagged(logYearTag(year), settingsTag);
  const db = database();
  return { ...(await readReport(db, year, (await getSettings())["site.zone"], new Date())), complete };
}
