import { moderationLogCacheTag, moderationLogYearCacheTag } from "#db/cache-tags/moderation-log.ts";
import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { tagged } from "#lib/cache.ts";
import { computeReport, listYears } from "./queries.ts";

/** The years with a report, newest first. */
export async function getReportYears(): Promise<number[]> {
  "use cache";
  tagged(moderationLogCacheTag, settingsCacheTag);
  const db = database();
  return listYears(db, (await getSettings())["site.zone"], new Date());
}

/** The report of a year. It is computed again when a figure of that year changes, and once when the year ends. */
export async function getReport(year: number) {
  const [currentYear = year] = await getReportYears();
  return getYearReport(year, year < currentYear);
}

async function getYearReport(year: number, complete: boolean) {
  "use cache";
  tagged(moderationLogYearCacheTag(year), settingsCacheTag);
  const db = database();
  return { ...(await computeReport(db, year, (await getSettings())["site.zone"], new Date())), complete };
}
