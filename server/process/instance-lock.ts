import path from "node:path";
import { OperatorError } from "#lib/operator-error.ts";
import { acquireLockFile, inheritLockFile } from "./lock-file.mjs";

const lockFile = (dataDir: string) => path.join(dataDir, "vigie.lock");

/**
 * Ends this process without touching the folder, which belongs to another container by now: this one stood still for
 * longer than a lock lasts, as a machine that was suspended does. Its PostgreSQL notices the same by itself.
 */
function endAtOnce(dataDir: string): void {
  console.error(
    `Another container or machine has taken ${path.resolve(dataDir)} over, because this one stood still: it ends at once.`,
  );
  process.kill(process.pid, "SIGKILL");
}

/** Takes the lock over from the process that hands the site over (server/upgrade). Returns a function that releases it. */
export function inheritInstanceLock(dataDir: string, fromPid: number): () => void {
  return inheritLockFile(lockFile(dataDir), fromPid, () => endAtOnce(dataDir));
}

/**
 * Ensures one serving process per DATA_DIR. Returns a function that releases the lock; the lock of a killed process is
 * taken over. Throws an OperatorError that names the other process.
 * @param advice what the operator can do; it follows the pid of the other process
 */
export async function acquireInstanceLock(
  dataDir: string,
  advice = "stop that one first, or give this one its own DATA_DIR and PORT",
): Promise<() => void> {
  const lock = await acquireLockFile(lockFile(dataDir), () => endAtOnce(dataDir));
  if (lock.isAcquired) return lock.release;
  if (lock.isElsewhere)
    throw new OperatorError(
      `Vigie already runs on ${path.resolve(dataDir)}, in another container or on another machine: stop that one first. Two on one folder would damage its database.`,
    );
  throw new OperatorError(`Vigie already runs on ${path.resolve(dataDir)} (pid ${lock.pid}): ${advice}.`);
}
