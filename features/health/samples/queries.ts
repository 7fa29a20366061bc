import { and, asc, gte, lt } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { healthSamples } from "#db/schema.ts";
import { bucketSeconds, mergeSamples, mergeTimedSamples, type TimedSample } from "./rules.ts";
import { type HealthSample, healthSampleSchema } from "./schema.ts";

interface SampleRange {
  from: Date;
  /** Exclusive. */
  to: Date;
}

/** Buckets read at once: the rows of a month are too many for one answer. */
const chunkMs = 24 * 3_600_000;

/**
 * Lists what all processes measured together, in the order of time: one sample per step of `stepSeconds` (a multiple of
 * `bucketSeconds`, counted from 1970) in which any process measured. A gap means that none ran, or that the database was
 * unavailable for long.
 */
export async function listSamples(
  db: Executor,
  range: SampleRange,
  stepSeconds: number = bucketSeconds,
): Promise<TimedSample[]> {
  const stepMs = stepSeconds * 1_000;
  const steps: TimedSample[] = [];
  let at: number | undefined;
  let samples: TimedSample[] = [];
  const finish = () => {
    if (at !== undefined) steps.push({ at: new Date(at), sample: mergeTimedSamples(samples, stepSeconds) });
  };
  for await (const row of readSamples(db, range)) {
    const step = row.at.getTime() - (row.at.getTime() % stepMs);
    if (step !== at) {
      finish();
      at = step;
      samples = [];
    }
    samples.push(row);
  }
  finish();
  return steps;
}

/** Merges everything that was measured in a time. */
export async function summariseSamples(db: Executor, range: SampleRange): Promise<HealthSample> {
  const steps = await listSamples(db, range, 3_600);
  return mergeSamples(
    steps.map(({ sample }) => sample),
    (range.to.getTime() - range.from.getTime()) / 1_000,
  );
}

async function* readSamples(db: Executor, { from, to }: SampleRange): AsyncGenerator<TimedSample> {
  const { bucketAt: at, instance, sample } = healthSamples;
  for (let start = from.getTime(); start < to.getTime(); start += chunkMs) {
    const end = new Date(Math.min(start + chunkMs, to.getTime()));
    const rows = await db
      .select({ at, sample })
      .from(healthSamples)
      .where(and(gte(at, new Date(start)), lt(at, end)))
      .orderBy(asc(at), asc(instance));
    for (const row of rows) {
      // Of another version of Vigie: left out.
      const read = healthSampleSchema.safeParse(row.sample);
      if (read.success) yield { at: row.at, sample: read.data };
    }
  }
}
