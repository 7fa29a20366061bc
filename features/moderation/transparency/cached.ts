import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { settingsTag } from "#features/settings/tags.ts";
import { tagged } from "#lib/cache.ts";
import { logTag } from "../log/tags.ts";
import { listYears, readReport } from "./queries.ts";

/** Years that have a report, newest first. */
export async function getYears(): Promise<number[]> {
  "use cache";
  tagged(logTag, settingsTag);
  const db = database();
  return listYears(db, (await getSettings())["site.zone"], new Date());
}

/** A year's report. */
export async function getReport(year: number) {
  "use cache";
  tagged(logTag, settingsTag);
  const db = database();
  return readReport(db, year, (await getSettings())["site.zone"], new Date());
}
