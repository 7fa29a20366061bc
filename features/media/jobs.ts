import { join } from "node:path";
import { z } from "zod";
import type { Executor } from "#db/client.ts";
import { env } from "#lib/env.ts";
import { enqueue, type JobDefinition } from "#lib/jobs.ts";
import { log } from "#lib/log/log.ts";
import { backfillRevisionPictures, isRevisionBackfillPending } from "./library/revision-backfill.ts";
import { getSpoolFolder, removeStaleParts } from "./uploads/spool-folder.ts";

/** Removes what killed uploads and killed writes left in this process's folders. */
export async function removeAbandonedUploads(): Promise<void> {
  const swept = await removeStaleParts([getSpoolFolder(), join(env().DATA_DIR, "media")]);
  if (swept > 0) log.info({ files: swept }, "Files that interrupted uploads left were removed.");
}

/** A job ends before the queue gives it to somebody else (`longest` in lib/jobs.ts), and lets others have their turn (ms). */
const maxBatchMs = 20_000;

/** Notes which pictures the older revisions show; as often as needed. */
export const backfillRevisionPicturesJob: JobDefinition<Record<string, never>> = {
  name: "revision-pictures",
  payload: z.record(z.string(), z.never()),
};

/** Reads one batch, and queues the next. */
export async function runRevisionBackfill(db: Executor): Promise<void> {
  const end = Date.now() + maxBatchMs;
  if (!(await backfillRevisionPictures(db, () => Date.now() >= end)))
    await enqueue(db, backfillRevisionPicturesJob, {});
}

/** Begins with what a migration left to be read, or goes on with it after whatever stopped it. */
export async function enqueueRevisionBackfill(db: Executor): Promise<void> {
  if (await isRevisionBackfillPending(db))
    await enqueue(db, backfillRevisionPicturesJob, {}, { key: "all", seconds: 3_000 });
}
