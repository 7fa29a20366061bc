import { and, asc, desc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { backupRuns, members } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { type NightlyTime, nextDueTime } from "./rules.ts";

/** A run of a backup or of a trial restore. */
export type BackupRun = typeof backupRuns.$inferSelect;
export type BackupKind = BackupRun["kind"];

/** The most runs that a list has: some thirty a day for two weeks. */
const maxRuns = 500;

/** Lists the runs of the last days, newest first, those in progress included. */
export function listBackupRuns(db: Executor, { days }: { days: number } = { days: 14 }): Promise<BackupRun[]> {
  return db
    .select()
    .from(backupRuns)
    .where(gt(backupRuns.startedAt, sql`now() - make_interval(days => ${days}::int)`))
    .orderBy(desc(backupRuns.startedAt), desc(backupRuns.id))
    .limit(maxRuns);
}

/** The last runs of one kind. */
export interface LastBackupRuns {
  kind: BackupKind;
  /** The last that succeeded. */
  lastSuccess: BackupRun | undefined;
  /** The last that ended, well or not. */
  lastRun: BackupRun | undefined;
  /** Seconds since the start of the last success: what was written later is not in it. */
  successAgeSeconds: number | undefined;
}

/** Reads the last runs of each kind that ever ran: one statement, for the health page and the metrics. */
export async function readLastBackupRuns(db: Executor): Promise<LastBackupRuns[]> {
  const ended = isNotNull(backupRuns.finishedAt);
  const runs = db.$with("runs").as(
    db
      .selectDistinctOn([backupRuns.kind, sql`${backupRuns.failure} is null`])
      .from(backupRuns)
      .where(ended)
      .orderBy(backupRuns.kind, sql`${backupRuns.failure} is null`, desc(backupRuns.startedAt), desc(backupRuns.id)),
  );
  const rows = await db.with(runs).select().from(runs).orderBy(desc(runs.startedAt), desc(runs.id));
  const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const ofKind = rows.filter((row) => row.kind === kind);
    const lastSuccess = ofKind.find(({ failure }) => failure === null);
    return {
      kind,
      lastSuccess,
      lastRun: ofKind[0],
      successAgeSeconds: lastSuccess && Math.max(0, (Date.now() - lastSuccess.startedAt.getTime()) / 1_000),
    };
  });
}

/** Lists the archives that were restored for a trial: when it began last, and what was wrong with it (null: nothing). */
export function listTrials(db: Executor) {
  return db
    .selectDistinctOn([backupRuns.archive], {
      archive: backupRuns.archive,
      at: backupRuns.startedAt,
      failure: backupRuns.failure,
    })
    .from(backupRuns)
    .where(and(eq(backupRuns.kind, "trial"), isNotNull(backupRuns.finishedAt)))
    .orderBy(backupRuns.archive, desc(backupRuns.startedAt));
}

/**
 * When the site was set up: when its first administrator was created. Other members of the demo are older than the site.
 */
export async function readSiteSince(db: Executor): Promise<Date> {
  const [first] = await db
    .select({ at: members.createdAt })
    .from(members)
    .where(eq(members.role, "admin"))
    .orderBy(asc(members.id))
    .limit(1);
  return first?.at ?? new Date();
}

/** The run in progress of each kind; at most one each, unless a process died. */
export function listRunningBackups(db: Executor): Promise<BackupRun[]> {
  return db
    .select()
    .from(backupRuns)
    .where(and(isNull(backupRuns.finishedAt), gt(backupRuns.startedAt, sql`now() - interval '2 days'`)))
    .orderBy(desc(backupRuns.startedAt));
}

/** Reads at what time of the day backups are due. */
export async function readNightlyTime(db: Executor): Promise<NightlyTime> {
  const settings = await readSettings(db);
  return { hour: settings["backup.hour"], zone: settings["site.zone"] };
}

/** When the next backup is due, if none fails. */
export async function readNextBackupTime(db: Executor, now = new Date()): Promise<Date> {
  return nextDueTime(now, await readNightlyTime(db));
}
