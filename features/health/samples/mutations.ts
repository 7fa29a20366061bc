import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { healthSamples } from "#db/schema.ts";
import { sampleRetentionDays } from "./rules.ts";
import type { HealthSample } from "./schema.ts";

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

/** Deletes old samples, and those from the future: they were written before the clock was set back. */
export async function deleteOldSamples(db: Executor): Promise<void> {
  await db
    .delete(healthSamples)
    .where(
      sql`bucket_at < now() - make_interval(days => ${sampleRetentionDays}) or bucket_at > now() + interval '1 day'`,
    );
}
