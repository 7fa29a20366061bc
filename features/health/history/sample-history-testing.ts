import type { Executor } from "#db/client.ts";
import { backupRuns, healthIncidents, healthSamples, healthSizes } from "#db/schema.ts";
import { durationBounds } from "../durations/rules.ts";
import { bucketSeconds, bucketStart, emptySample } from "../samples/rules.ts";
import type { HealthSample } from "../samples/schema.ts";

const bucketMs = bucketSeconds * 1_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const giga = 1e9;

/** The share of a day's visits in each of its hours (UTC), as of a news site in Europe. */
const hourly = [1, 0.8, 0.6, 0.7, 1.5, 4, 7, 8, 7.6, 7, 6.6, 6.8, 7, 6.6, 6.2, 6.4, 7.4, 8.2, 7.6, 6, 4.4, 3, 2, 1.4];

/** Durations spread around a median (seconds), in the ranges of the samples. */
function spread(total: number, median: number): HealthSample["requests"][string]["durations"] {
  const counts = [...durationBounds, Number.POSITIVE_INFINITY].map((bound, n) => {
    const lower = n === 0 ? 0 : (durationBounds[n - 1] ?? 0);
    const share = (at: number) => (at === Number.POSITIVE_INFINITY ? 1 : at / (at + median)) ** 1.4;
    return Math.round(total * (share(bound) - share(lower)));
  });
  return { counts, seconds: total * median * 1.6 };
}

const medians = { home: 0.03, article: 0.05, search: 0.18, member: 0.12, "moderation-log": 0.07 } as const;
const shares = { home: 0.3, article: 0.6, search: 0.04, member: 0.04, "moderation-log": 0.02 } as const;

/** A sample of five minutes of an ordinary site: `perMinute` pages at the busiest hour. */
export function makeSample(at: Date, { perMinute = 196 }: { perMinute?: number } = {}): HealthSample {
  const weight = (hourly[at.getUTCHours()] ?? 1) / 8.2;
  const visits = perMinute * 5 * weight;
  const kinds = Object.keys(medians) as (keyof typeof medians)[];
  const requests = Object.fromEntries(
    kinds.map((kind) => {
      const total = Math.round(visits * shares[kind]);
      return [kind, { statuses: { "2xx": total }, durations: spread(total, medians[kind]), bytes: total * 30_000 }];
    }),
  );
  const isFullHour = at.getUTCMinutes() === 0;
  return {
    ...emptySample(),
    seconds: bucketSeconds,
    requests,
    mails: {
      ...emptySample().mails,
      sent: Math.round(weight * 2),
      refused: isFullHour && at.getUTCHours() % 12 === 5 ? 1 : 0,
    },
    statements: [
      {
        name: "select … from search_articles where document @@ $1 order by listed_at desc limit $2",
        count: 12,
        seconds: 1,
        slowest: 0.62,
      },
      { name: "select … from comments where article_id = $1", count: 210, seconds: 0.8, slowest: 0.09 },
    ],
    errors:
      isFullHour && at.getUTCHours() === 3
        ? [{ level: "error", message: "A form's action failed.", code: "57014", count: 1 }]
        : [],
  };
}

/** Inserts a month of an ordinary site's history: samples, sizes, backups and two incidents of the past. */
export async function insertHistory(db: Executor, { days = 30, now = Date.now() } = {}): Promise<void> {
  const rows = [];
  for (let at = bucketStart(now - days * dayMs).getTime(); at < now; at += bucketMs)
    rows.push({ bucketAt: new Date(at), instance: "sample", sample: makeSample(new Date(at)) });
  for (let n = 0; n < rows.length; n += 500)
    await db
      .insert(healthSamples)
      .values(rows.slice(n, n + 500))
      .onConflictDoNothing();
  for (let day = days; day > 0; day -= 1) {
    const at = new Date(now - day * dayMs);
    const sizes = {
      totalBytes: 100 * giga,
      freeBytes: (39 + 0.16 * day) * giga,
      pictures: (41 - 0.12 * day) * giga,
      database: 9 * giga,
      backups: 7 * giga,
      logs: 4 * giga,
      mails: 0,
      rest: 0,
      files: 1_000,
      isEstimate: false,
    };
    await db
      .insert(healthSizes)
      .values({ day: at.toISOString().slice(0, 10), sizes, measuredAt: at })
      .onConflictDoNothing();
  }
  for (let night = 14; night >= 0; night -= 1) {
    const startedAt = new Date(now - night * dayMs - 2 * hourMs);
    const run = { startedAt, finishedAt: new Date(startedAt.getTime() + 60_000), bytes: giga, pictures: 900 };
    await db.insert(backupRuns).values({ kind: "local", ...run });
    if (night > 0)
      await db
        .insert(backupRuns)
        .values({ kind: "offsite", ...run, startedAt: new Date(startedAt.getTime() - 5 * hourMs) });
  }
  const failedAt = new Date(now - 6 * hourMs);
  await db.insert(backupRuns).values([
    { kind: "offsite", startedAt: failedAt, finishedAt: failedAt, failure: "The server did not answer." },
    { kind: "trial", startedAt: new Date(now - 7 * dayMs), finishedAt: new Date(now - 7 * dayMs + 360_000) },
  ]);
  await db.insert(healthIncidents).values([
    {
      name: "slowPages",
      state: "look",
      code: "slowPagesSlow",
      figures: { kind: "search", p95Ms: 4_200 },
      startedAt: new Date(now - 4 * dayMs),
      endedAt: new Date(now - 4 * dayMs + 360_000),
    },
    {
      name: "mail",
      state: "look",
      code: "mailLate",
      figures: { count: 41, waitingSeconds: 1_300 },
      startedAt: new Date(now - 11 * dayMs),
      endedAt: new Date(now - 11 * dayMs + 22 * 60_000),
    },
  ]);
}
