import { and, eq, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { backupRuns } from "#db/schema.ts";
import type { BackupKind } from "./queries.ts";

/**
 * How long runs are listed (days), about 25 months: as long as the oldest copies of the built-in retention are kept, and a
 * year more.
 */
export const backupRunDays = 761;
const maxFailureLength = 500;

/** Records the start of a run. Returns its id. */
export async function startBackupRun(
  db: Executor,
  run: { kind: BackupKind; location: string; archive?: string },
): Promise<number> {
  const [row] = await db.insert(backupRuns).values(run).returning({ id: backupRuns.id });
  if (!row) throw new Error("The run was not stored.");
  return row.id;
}

/** Records a run of the command line that succeeded. One that is killed, or fails, has told its operator. */
export async function recordManualBackup(
  db: Executor,
  run: { startedAt: Date; location: string; archive: string; bytes: number; pictures: number },
): Promise<void> {
  await db.insert(backupRuns).values({ ...run, kind: "manual", finishedAt: sql`now()` });
}

/** How a run ended. */
export interface BackupRunEnd {
  bytes?: number;
  pictures?: number;
  archive?: string;
  /** One sentence; undefined for a success. */
  failure?: string;
}

/** Records the end of a run, once: whether it was still open. */
export async function finishBackupRun(db: Executor, id: number, end: BackupRunEnd): Promise<boolean> {
  const failure = end.failure?.replaceAll(/\s+/g, " ").trim().slice(0, maxFailureLength);
  const ended = await db
    .update(backupRuns)
    .set({ ...end, failure: end.failure === undefined ? null : failure || "Unknown.", finishedAt: sql`now()` })
    .where(and(eq(backupRuns.id, id), isNull(backupRuns.finishedAt)))
    .returning({ id: backupRuns.id });
  return ended.length > 0;
}

/** Locks of one run each: its process holds one while it is at work (`withRunLock`). */
export const runLockClass = "vigie:backup-run";

/**
 * Ends the runs whose process died, or that a restored archive was in the middle of. Call it while no other nightly run
 * can be in progress. The backup before an upgrade may be: its process holds its lock. Returns how many there were.
 */
export async function closeInterruptedRuns(db: Executor): Promise<number> {
  // A process locks its run just after it has recorded it.
  const isDead = sql`${backupRuns.startedAt} < now() - interval '10 seconds'
    and pg_try_advisory_xact_lock(hashtext(${runLockClass}), ${backupRuns.id}::int)`;
  const closed = await db
    .update(backupRuns)
    .set({ failure: "It was interrupted.", finishedAt: sql`now()` })
    .where(and(isNull(backupRuns.finishedAt), or(ne(backupRuns.kind, "manual"), isDead)))
    .returning({ id: backupRuns.id });
  return closed.length;
}

/** Deletes records of runs that nobody needs any more. */
export async function deleteOldBackupRuns(db: Executor): Promise<void> {
  await db
    .delete(backupRuns)
    .where(lt(backupRuns.startedAt, sql`now() - make_interval(days => ${backupRunDays}::int)`));
}
