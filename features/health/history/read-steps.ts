import type { Executor } from "#db/client.ts";
import { listSamples } from "../samples/queries.ts";
import type { HealthSample } from "../samples/schema.ts";
import { fillSteps, type HealthPeriod, type HistoryStep, periodSteps } from "./rules.ts";

/** A process writes its sample of a bucket a few minutes late at most. */
const settledMs = 900_000;
/** Of all periods together: 24 + 28 + 30 steps, and as many of the day before. */
const maxKept = 200;

/** Steps that have ended, by period and start; null: nothing was measured. A month is 9,000 rows, read once. */
const kept = new Map<string, HealthSample | null>();

/**
 * Reads the steps of a period, the current one last. Steps that have ended are kept in memory, so that a page that
 * refreshes each minute reads the current one only.
 */
export async function readSteps(db: Executor, period: HealthPeriod, now: number): Promise<HistoryStep[]> {
  const stepMs = periodSteps[period].step * 1_000;
  const empty = fillSteps([], period, now);
  const keyOf = (at: Date) => `${period} ${at.getTime()}`;
  const unknown = empty.find(({ at }) => !kept.has(keyOf(at)));
  const from = unknown?.at ?? new Date(now);
  const read = fillSteps(await listSamples(db, { from, to: new Date(now) }, stepMs / 1_000), period, now);
  const steps = read.map(({ at, sample }) => ({
    at,
    sample: at >= from ? sample : (kept.get(keyOf(at)) ?? undefined),
  }));
  for (const { at, sample } of steps) if (at.getTime() + stepMs + settledMs < now) kept.set(keyOf(at), sample ?? null);
  while (kept.size > maxKept) kept.delete(kept.keys().next().value ?? "");
  return steps;
}
