import path from "node:path";
import { OperatorError } from "#lib/operator-error.ts";
import { acquireLockFile, inheritLockFile } from "./lock-file.mjs";

const lockFile = (dataDir: string) => path.join(dataDir, "vigie.lock");

/** Takes the lock over from the process that hands the site over (server/upgrade). Returns a function that releases it. */
export function inheritInstanceLock(dataDir: string, fromPid: number): () => void {
  return inheritLockFile(lockFile(dataDir), fromPid);
}

/**
 * Ensures one serving process per DATA_DIR. Returns a function that releases the lock; the lock of a killed process is
 * taken over. Throws an OperatorError that names the other process.
 */
export async function acquireInstanceLock(dataDir: string): Promise<() => void> {
  const lock = await acquireLockFile(lockFile(dataDir));
  if (lock.isAcquired) return lock.release;
  if (lock.isElsewhere)
    throw new OperatorError(
      `Vigie already runs on ${path.resolve(dataDir)}, in another container or on another machine: stop that one first. Two on one folder would damage its database.`,
    );
  throw new OperatorError(
    `Vigie already runs on ${path.resolve(dataDir)} (pid ${lock.pid}): stop that one first, or give this one its own DATA_DIR and PORT.`,
  );
}
