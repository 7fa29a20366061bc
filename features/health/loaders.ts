import { database } from "#db/client.ts";
import { listBackupRuns } from "#features/backup/queries.ts";
import { listScheduleRuns } from "#features/jobs/queries.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale } from "#i18n/translator.ts";
import { readExamination } from "./examination/queries.ts";
import { readSteps } from "./history/read-steps.ts";
import { type HealthPeriod, periodSteps } from "./history/rules.ts";
import { listIncidents } from "./incidents/queries.ts";
import { mergeSamples } from "./samples/rules.ts";

/** How many nights of copies the page shows. */
export const backupDays = 14;

/** Loads everything that the page of the site's health shows. */
export async function loadHealth(period: HealthPeriod) {
  const db = database();
  const now = Date.now();
  const { seconds } = periodSteps[period];
  const from = new Date(now - seconds * 1_000);
  const [settings, examination, steps, incidents, schedules, backups] = await Promise.all([
    getSettings(),
    readExamination(db, now),
    readSteps(db, period, now),
    listIncidents(db, from),
    listScheduleRuns(db),
    listBackupRuns(db, { days: backupDays }),
  ]);
  return {
    now,
    period,
    style: { locale: siteLocale(), zone: settings["site.zone"] },
    examination,
    steps,
    total: mergeSamples(
      steps.flatMap(({ sample }) => sample ?? []),
      seconds,
    ),
    incidents,
    schedules,
    backups,
  };
}

export type HealthView = Awaited<ReturnType<typeof loadHealth>>;
