import { and, desc, eq, gte, isNotNull, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { backupRuns } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Env } from "#lib/env.ts";
import { type BackupKind, readNightlyTime, readSiteSince } from "../queries.ts";
import { isBackupDue, isTrialDue, lastDueTime, type RunHistory } from "../rules.ts";

/** Reads what is known of the runs of a kind. */
async function readHistory(db: Executor, kind: BackupKind, due: Date): Promise<RunHistory> {
  const ofKind = and(eq(backupRuns.kind, kind), isNotNull(backupRuns.finishedAt));
  const [success] = await db
    .select({ at: backupRuns.startedAt })
    .from(backupRuns)
    .where(and(ofKind, isNull(backupRuns.failure)))
    .orderBy(desc(backupRuns.startedAt))
    .limit(1);
  const failures = await db
    .select({ at: backupRuns.finishedAt })
    .from(backupRuns)
    .where(and(ofKind, isNotNull(backupRuns.failure), gte(backupRuns.startedAt, due)))
    .orderBy(desc(backupRuns.startedAt))
    .limit(20);
  return { lastSuccessAt: success?.at, failedAt: failures.flatMap(({ at }) => at ?? []) };
}

/** The kinds of copies that this site makes. */
export async function listCopyKinds(
  db: Executor,
  { BACKUP_TO }: Pick<Env, "BACKUP_TO">,
): Promise<("local" | "offsite")[]> {
  const settings = await readSettings(db);
  return [
    ...(settings["backup.local"] === 1 ? (["local"] as const) : []),
    ...(BACKUP_TO === undefined ? [] : (["offsite"] as const)),
  ];
}

/** Lists the copies that are due now. */
export async function listDueCopies(
  db: Executor,
  env: Pick<Env, "BACKUP_TO">,
  now = new Date(),
): Promise<("local" | "offsite")[]> {
  const time = await readNightlyTime(db);
  const siteSince = await readSiteSince(db);
  const due: ("local" | "offsite")[] = [];
  for (const kind of await listCopyKinds(db, env)) {
    const history = await readHistory(db, kind, lastDueTime(now, time));
    if (isBackupDue(history, { now, time, siteSince })) due.push(kind);
  }
  return due;
}

/** Whether a trial restore is due now: after the night's copies. */
export async function isTrialRestoreDue(db: Executor, now = new Date()): Promise<boolean> {
  const time = await readNightlyTime(db);
  const due = lastDueTime(now, time);
  const copies = await Promise.all((["local", "offsite"] as const).map((kind) => readHistory(db, kind, due)));
  const last = copies.flatMap(({ lastSuccessAt }) => lastSuccessAt ?? []).sort((a, b) => +b - +a)[0];
  return isTrialDue(await readHistory(db, "trial", due), { now, time, lastBackupAt: last });
}
