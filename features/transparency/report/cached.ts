import { moderationLogCacheTag, moderationLogYearCacheTag } from "#db/cache-tags/moderation-log.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cached } from "#lib/cache/cached.ts";
import { computeReport, listYears } from "./queries.ts";

/** Seconds after which a page with reports is rendered again, because a year may have ended. */
const maxAge = 10 * 60;

/** The years with a report, newest first. */
export function getReportYears(): Promise<number[]> {
  const load = async () => listYears(database(), (await getSettings())["site.zone"], new Date());
  return cached(["reportYears"], [moderationLogCacheTag], load, { keep: true, maxAge });
}

/** The report of a year. It is computed again when a figure of that year changes, and once when the year ends. */
export async function getReport(year: number) {
  const [currentYear = year] = await getReportYears();
  return getYearReport(year, year < currentYear);
}

function getYearReport(year: number, complete: boolean) {
  return cached(["report", year, complete], [moderationLogYearCacheTag(year)], async () => {
    const zone = (await getSettings())["site.zone"];
    return { ...(await computeReport(database(), year, zone, new Date())), complete };
  });
}
