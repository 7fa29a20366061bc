import { and, asc, gte, lt, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { healthSamples } from "#db/schema.ts";
import { mergeTimedSamples, sampleDetailHours, sampleRetentionDays } from "./rules.ts";
import { type HealthSample, healthSampleSchema } from "./schema.ts";

/** A sample as its process writes it. */
export interface NewSample {
  /** The start of its bucket. */
  at: Date;
  instance: string;
  sample: HealthSample;
}

/** Writes a process's sample of a bucket. A later one of the same process and bucket replaces it. */
export async function saveSample(db: Executor, { at, instance, sample }: NewSample): Promise<void> {
  await db
    .insert(healthSamples)
    .values({ bucketAt: at, instance, sample })
    .onConflictDoUpdate({
      target: [healthSamples.bucketAt, healthSamples.instance],
      set: { sample: sql`excluded.sample` },
    });
}

/** The `instance` of a sample that was merged from those of its hour. */
const hourInstance = "hour";
const hourMs = 3_600_000;
/** Hours merged in one run: after a long pause the next runs do the rest. */
const maxHours = 200;

/**
 * Merges the samples of each hour that is older than two days into one, so that the charts of a month read hundreds of
 * rows and not ten thousand. Returns how many hours it merged.
 */
export async function compactSamples(db: Executor): Promise<number> {
  const { bucketAt, instance, sample } = healthSamples;
  const hour = sql<string>`(extract(epoch from date_trunc('hour', ${bucketAt}, 'UTC')) * 1000)::float8`;
  const due = await db
    .selectDistinct({ hour })
    .from(healthSamples)
    .where(
      and(
        sql`${bucketAt} < date_trunc('hour', now(), 'UTC') - make_interval(hours => ${sampleDetailHours})`,
        ne(instance, hourInstance),
      ),
    )
    .orderBy(asc(hour))
    .limit(maxHours);
  for (const row of due) {
    const start = new Date(Number(row.hour));
    const ofHour = and(gte(bucketAt, start), lt(bucketAt, new Date(start.getTime() + hourMs)));
    await db.transaction(async (tx) => {
      const rows = await tx.delete(healthSamples).where(ofHour).returning({ bucketAt, instance, sample });
      const samples = rows
        .sort((a, b) => a.bucketAt.getTime() - b.bucketAt.getTime() || (a.instance < b.instance ? -1 : 1))
        .flatMap((one) => {
          const { data } = healthSampleSchema.safeParse(one.sample);
          return data ? [{ at: one.bucketAt, sample: data }] : [];
        });
      if (samples.length === 0) return;
      const merged = mergeTimedSamples(samples, hourMs / 1_000);
      await tx.insert(healthSamples).values({ bucketAt: start, instance: hourInstance, sample: merged });
    });
  }
  return due.length;
}

/** Deletes old samples, and those from the future: they were written before the clock was set back. */
export async function deleteOldSamples(db: Executor): Promise<void> {
  await db
    .delete(healthSamples)
    .where(
      sql`bucket_at < now() - make_interval(days => ${sampleRetentionDays}) or bucket_at > now() + interval '1 day'`,
    );
}
