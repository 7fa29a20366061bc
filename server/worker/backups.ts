import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Database, Executor } from "#db/client.ts";
import type { BackupRequest } from "#features/backup/jobs.ts";
import { deleteOldBackupRuns } from "#features/backup/mutations.ts";
import { isTrialRestoreDue, listDueCopies } from "#features/backup/nightly/due-runs.ts";
import { env } from "#lib/env.ts";
import { log, writeLogLine } from "#lib/log/log.ts";
import { lowerPriority } from "../process/lower-priority.ts";

/** How long a stopped backup may take to remove what it began (ms). */
const stopTimeoutMs = 10_000;

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

/**
 * Runs a command of the command line with low priority, so that readers' requests come first and its memory is returned
 * when it ends. Its log goes into this process's log. The command stops when its standard input closes, as it does when
 * this process is killed. Returns the exit code.
 */
export function runCommand(
  args: readonly string[],
  signal: AbortSignal,
  program = new URL("../cli/main.ts", import.meta.url).pathname,
): Promise<number> {
  // This process's own DATABASE_URL may have been set by its start, for the embedded database.
  const environment = { ...process.env, DATABASE_URL: env().DATABASE_URL ?? "" };
  const child = spawn(process.execPath, [program, ...args], { env: environment, stdio: ["pipe", "ignore", "pipe"] });
  if (child.pid !== undefined) lowerPriority(child.pid);
  const stop = () => {
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs).unref();
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  createInterface(child.stderr).on("line", (line) => {
    if (line.startsWith("{")) writeLogLine(`${line}\n`);
    else if (line !== "") log.info({ line }, "A command says:");
  });
  child.stdin.on("error", () => {});
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  }).finally(() => signal.removeEventListener("abort", stop));
}

/** Makes the trial restore that is due, in a process of its own. */
export async function runDueTrialRestore(db: Database, signal: AbortSignal): Promise<string | undefined> {
  if (!(await isTrialRestoreDue(db))) return undefined;
  const code = await runCommand(["backup", "trial", "--due"], signal);
  if (code !== 0) throw new Error("A trial restore failed: the health page gives the reason.");
  return "1 restored";
}
