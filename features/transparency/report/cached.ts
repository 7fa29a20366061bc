import { logTag, logYearTag } from "#db/cache-tags/moderation-log.ts";
import { settingsTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { tagged } from "#lib/cache.ts";
import { computeReport, listYears } from "./queries.ts";

/** Years that have a report, newest first. */
export async function getReportYears(): Promise<number[]> {
  "use cache";
  tagged(logTag, settingsTag);
  const db = database();
  return listYears(db, (await getSettings())["site.zone"], new Date());
}

/** A year's report: counted again after what changes its own figures, and once when the year is over. */
export async function getReport(year: number) {
  const [present = year] = await getReportYears();
  return getYearReport(year, year < present);
}

async function getYearReport(year: number, complete: boolean) {
  "use cache";
  tagged(logYearTag(year), settingsTag);
  const db = database();
  return { ...(await computeReport(db, year, (await getSettings())["site.zone"], new Date())), complete };
}
