import type { Database, Executor } from "#db/client.ts";
import type { BackupRequest } from "#features/backup/jobs.ts";
import { deleteOldBackupRuns } from "#features/backup/mutations.ts";
import { isTrialRestoreDue, listDueCopies } from "#features/backup/nightly/due-runs.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { runCommand } from "./background-command.ts";

/** Makes the backups that are due, in a process of its own. */
export async function runDueBackups(db: Database, signal: AbortSignal): Promise<string | undefined> {
  const due = await listDueCopies(db, env());
  if (due.length === 0) return undefined;
  await deleteOldBackupRuns(db);
  const code = await runCommand(["backup", "run", "--due"], signal);
  if (code !== 0) throw new Error("A backup failed: the health page gives the reason.");
  return `${due.length} copied`;
}

let requested: { trial: boolean; done: Promise<void>; abort: AbortController } | undefined;

/**
 * Begins to make all copies, or a trial restore, because an administrator asked for it, and returns at once: a job may
 * not take as long. A second request while one runs is refused, so that the queue repeats it later.
 */
export async function beginRequestedBackup(_db: Executor, { trial = false }: BackupRequest): Promise<void> {
  if (requested?.trial === trial) return;
  if (requested) throw new Error("A requested backup runs; the next one waits.");
  const abort = new AbortController();
  const done = runCommand(["backup", trial ? "trial" : "run"], abort.signal)
    .then(
      (code) => {
        if (code !== 0) log.warn("A requested backup failed: the health page gives the reason.");
      },
      (error: unknown) => log.error({ err: error }, "A requested backup could not be started."),
    )
    .finally(() => {
      requested = undefined;
    });
  requested = { trial, done, abort };
}

/** Waits for a requested backup; with `stop`, ends it first. */
export async function finishRequestedBackup({ stop = false } = {}): Promise<void> {
  if (stop) requested?.abort.abort();
  await requested?.done;
}

/** Makes the trial restore that is due, in a process of its own. */
export async function runDueTrialRestore(db: Database, signal: AbortSignal): Promise<string | undefined> {
  if (!(await isTrialRestoreDue(db))) return undefined;
  const code = await runCommand(["backup", "trial", "--due"], signal);
  if (code !== 0) throw new Error("A trial restore failed: the health page gives the reason.");
  return "1 restored";
}
