import { log } from "#lib/log/log.ts";
import { sayError } from "#lib/operator-error.ts";
import { readDestination } from "../destinations/copies.ts";
import type { BackupDestination } from "../destinations/destination.ts";
import type { EncryptionKeys } from "../encryption/encryption.ts";
import { closeInterruptedRuns, finishBackupRun, startBackupRun } from "../mutations.ts";
import { readSignedCopies } from "../pictures/signed-copies.ts";
import { isTrialRestoreDue } from "./due-runs.ts";
import { type BackupContext, type BackupOutcome, destinationOf } from "./run-backups.ts";
import { withBackupLock } from "./run-lock.ts";

/** Restores an archive into a throwaway database and checks it. Throws what is wrong with it. */
export type TrialRestore = (
  copy: { destination: BackupDestination; archive: string; keys: EncryptionKeys },
  signal: AbortSignal,
) => Promise<void>;

/**
 * Makes a trial restore of the newest copy that this machine can read, a local one if there is one. Returns undefined if
 * it is not due, if there is no copy, or if another process is making backups.
 */
export async function runTrialRestore(
  context: BackupContext,
  { trial, scope }: { trial: TrialRestore; scope: "due" | "all" },
): Promise<BackupOutcome | undefined> {
  const { db, url } = context;
  const done = await withBackupLock(url, async () => {
    await closeInterruptedRuns(db);
    return scope === "all" || (await isTrialRestoreDue(db)) ? tryNewestCopy(context, trial) : undefined;
  });
  return done?.value;
}

async function tryNewestCopy(
  { db, env, signal, say }: BackupContext,
  trial: TrialRestore,
): Promise<BackupOutcome | undefined> {
  for (const kind of ["local", "offsite"] as const) {
    const place = destinationOf(kind, env);
    if (!place || (place.keys.recipients ?? []).length > 0) continue;
    const read = kind === "local" ? readDestination : readSignedCopies;
    const newest = (await read(place.destination)).copies.at(-1);
    if (!newest) continue;
    const { location } = place.destination;
    const outcome: BackupOutcome = { kind: "trial", location, archive: newest.name, bytes: newest.bytes, pictures: 0 };
    say(`Trial restore of ${newest.name}.`);
    const id = await startBackupRun(db, { kind: "trial", location, archive: newest.name });
    try {
      await trial({ ...place, archive: newest.name }, signal);
      await finishBackupRun(db, id, { bytes: newest.bytes });
    } catch (error) {
      outcome.failure = signal.aborted ? "It was stopped." : sayError(error);
      log.error({ err: error, archive: newest.name }, "A trial restore failed.");
      await finishBackupRun(db, id, { failure: outcome.failure });
    }
    return outcome;
  }
  return undefined;
}
