import type { Durations } from "#features/health/durations/schema.ts";
import { emptySample, listErrors, listStatements } from "#features/health/samples/rules.ts";
import type { HealthSample } from "#features/health/samples/schema.ts";
import type { SiteFigures } from "#features/health/samples/site-figures.ts";
import { addCounts, addLogged, addPools, addStatements, type ProcessFigures } from "./process-figures.ts";
import type { RequestTotals } from "./request-metrics.ts";

type Counts = Record<string, number>;

const positive = (count: number) => Math.max(0, count);

/** What was counted between two totals, without what did not change. */
function subtractCounts(now: Counts, before: Counts | undefined): Counts {
  const changed = Object.entries(now).map(([name, count]) => [name, positive(count - (before?.[name] ?? 0))] as const);
  return Object.fromEntries(changed.filter(([, count]) => count > 0));
}

function subtractDurations(now: Durations, before: Durations | undefined): Durations {
  return {
    counts: now.counts.map((count, index) => positive(count - (before?.counts[index] ?? 0))),
    seconds: positive(now.seconds - (before?.seconds ?? 0)),
  };
}

function subtractRequests(
  now: Record<string, RequestTotals>,
  before: Record<string, RequestTotals> | undefined,
): HealthSample["requests"] {
  const requests: HealthSample["requests"] = {};
  for (const [kind, total] of Object.entries(now)) {
    const statuses = subtractCounts(total.statuses as Counts, before?.[kind]?.statuses as Counts | undefined);
    if (Object.keys(statuses).length === 0) continue;
    const durations = subtractDurations(total.durations, before?.[kind]?.durations);
    requests[kind] = { statuses, durations, bytes: positive(total.bytes - (before?.[kind]?.bytes ?? 0)) };
  }
  return requests;
}

/** Mails by the name of their outcome (`DeliveryOutcome`). */
function sortMails(counts: Counts): Pick<HealthSample["mails"], "sent" | "refused" | "uncertain"> {
  return { sent: counts.sent ?? 0, refused: counts.refused ?? 0, uncertain: counts.uncertain ?? 0 };
}

/**
 * What a process did between two readings, as a sample. Peaks are those of the second reading: whoever reads more often
 * merges them (`SampleRecorder`).
 */
export function subtractFigures(
  now: ProcessFigures,
  before: ProcessFigures | undefined,
  seconds: number,
): HealthSample {
  const countsOf = (read: Parameters<typeof addCounts>[1]) =>
    subtractCounts(addCounts(now, read), before && addCounts(before, read));
  const statementsBefore = before && addStatements(before);
  const loggedBefore = before && addLogged(before);
  const pool = addPools(now);
  const jobs = countsOf((thread) => thread.jobs);
  const empty = emptySample();
  return {
    ...empty,
    seconds,
    ...subtractServing(now, before),
    refusals: countsOf((thread) => thread.refusals),
    eventLoop: { main: toMs(now.main.eventLoop), render: toMs(now.render?.eventLoop) },
    memory: {
      resident: now.residentBytes,
      peak: now.residentBytes,
      mainHeap: now.main.heap.used,
      renderHeap: now.render?.heap.used ?? 0,
    },
    pool: { ...pool, failures: positive(pool.failures - (before ? addPools(before).failures : 0)) },
    statements: listStatements(
      [...addStatements(now).values()].flatMap((one) => {
        const earlier = statementsBefore?.get(one.name);
        const count = one.count - (earlier?.count ?? 0);
        const time = { ...one, count, seconds: positive(one.seconds - (earlier?.seconds ?? 0)) };
        return count > 0 ? [time] : [];
      }),
    ),
    errors: listErrors(
      [...addLogged(now).entries()].flatMap(([key, one]) => {
        const count = one.count - (loggedBefore?.get(key)?.count ?? 0);
        return count > 0 ? [{ ...one, count }] : [];
      }),
    ),
    mails: { ...empty.mails, ...sortMails(countsOf((thread) => thread.mails)) },
    jobs: { done: jobs.done ?? 0, failed: jobs.failed ?? 0 },
    ...(now.disk && { disk: { ...now.disk, parts: {} } }),
  };
}

function subtractServing(
  now: ProcessFigures,
  before: ProcessFigures | undefined,
): Partial<Pick<HealthSample, "requests" | "pageCache" | "renders">> {
  const { serving } = now;
  if (!serving) return {};
  const earlier = before?.serving;
  const { pages, bytes, ...counted } = serving.pageCache;
  const { hits = 0, misses = 0, stale = 0 } = subtractCounts(counted, earlier?.pageCache);
  return {
    requests: subtractRequests(serving.requests, earlier?.requests),
    pageCache: { hits, misses, stale, pages, bytes },
    renders: {
      durations: subtractDurations(serving.renders.durations, earlier?.renders.durations),
      failed: positive(serving.renders.failed - (earlier?.renders.failed ?? 0)),
    },
  };
}

const toMs = (loop: { p99: number; max: number } | undefined) => ({
  p99: (loop?.p99 ?? 0) * 1_000,
  max: (loop?.max ?? 0) * 1_000,
});

/** Adds what the database says about the site to a sample. */
export function addSiteFigures(sample: HealthSample, site: SiteFigures | undefined): HealthSample {
  if (!site) return sample;
  const { disk } = sample;
  return {
    ...sample,
    mails: {
      ...sample.mails,
      waiting: site.mails.waiting + site.newsletter.waiting,
      oldestSeconds: Math.max(site.mails.oldestSeconds, site.newsletter.oldestSeconds),
      uncertain: site.mails.uncertain + site.newsletter.uncertain,
    },
    queues: Object.fromEntries(
      Object.entries(site.queues).map(([name, { waiting, failed, oldestSeconds }]) => [
        name,
        { waiting, failed, oldestSeconds },
      ]),
    ),
    moderation: site.moderation,
    feeds: { active: site.feeds.active, failing: site.feeds.failing },
    ...(disk && { disk: { ...disk, parts: { ...disk.parts, database: site.databaseBytes } } }),
  };
}
