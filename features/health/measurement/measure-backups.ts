import type { Executor } from "#db/client.ts";
import { type BackupKind, type BackupRun, readLastBackupRuns, readSiteSince } from "#features/backup/queries.ts";
import { env } from "#lib/env.ts";
import type { BackupFacts } from "../checks/backups.ts";

/** Measures the ages of the copies from the last runs of each kind. What was written after a run began is not in it. */
export async function measureBackups(db: Executor): Promise<BackupFacts> {
  const runs = await readLastBackupRuns(db);
  const of = (kind: BackupKind) => runs.find((run) => run.kind === kind);
  const successOf = (kind: BackupKind) => of(kind)?.lastSuccess?.startedAt.getTime() ?? null;
  /** The last run, if it failed. */
  const failureOf = (kind: BackupKind) => {
    const last = of(kind)?.lastRun;
    return last?.failure ? { at: last.startedAt.getTime(), text: last.failure.slice(0, 300) } : { at: null, text: "" };
  };
  const trial = of("trial")?.lastRun;
  // An archive that a person made on this machine is a copy too.
  const localAt = Math.max(successOf("local") ?? 0, successOf("manual") ?? 0);
  return {
    localAt: localAt > 0 ? localAt : null,
    offsiteAt: successOf("offsite"),
    hasOffsite: env().BACKUP_TO !== undefined,
    localFailedAt: failureOf("local").at,
    localFailure: failureOf("local").text,
    offsiteFailedAt: failureOf("offsite").at,
    offsiteFailure: failureOf("offsite").text,
    trialAt: trial?.startedAt.getTime() ?? null,
    trialSeconds: trial ? secondsOf(trial) : 0,
    trialFailure: failureOf("trial").text,
    siteSince: (await readSiteSince(db)).getTime(),
  };
}

const secondsOf = ({ startedAt, finishedAt }: BackupRun) =>
  Math.max(0, Math.round(((finishedAt ?? startedAt).getTime() - startedAt.getTime()) / 1_000));
