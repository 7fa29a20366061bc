import { isAbsolute } from "node:path";
import type { Executor } from "#db/client.ts";
import { type BackupKind, type BackupRun, readLastBackupRuns, readSiteSince } from "#features/backup/queries.ts";
import { env } from "#lib/env.ts";
import type { BackupFacts } from "../checks/backups.ts";
import { isLocalSite } from "./measure-settings.ts";

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
  // An archive that a person made is a copy too, where it was written to.
  const manual = of("manual")?.lastSuccess;
  const manualAt = (isThere: (location: string) => boolean) =>
    manual && isThere(manual.location) ? manual.startedAt.getTime() : null;
  const isBucket = (location: string) => location.startsWith("s3://");
  return {
    localAt: latest(successOf("local"), manualAt(isAbsolute)),
    offsiteAt: latest(successOf("offsite"), manualAt(isBucket)),
    otherAt: manualAt((location) => !isAbsolute(location) && !isBucket(location)),
    hasOffsite: env().BACKUP_TO !== undefined,
    isPublic: !isLocalSite(),
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

const latest = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);

const secondsOf = ({ startedAt, finishedAt }: BackupRun) =>
  Math.max(0, Math.round(((finishedAt ?? startedAt).getTime() - startedAt.getTime()) / 1_000));
