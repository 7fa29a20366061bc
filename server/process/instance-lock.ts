import path from "node:path";
import { OperatorError } from "#lib/operator-error.ts";
import { acquireLockFile } from "./lock-file.mjs";

/**
 * One serving process per DATA_DIR: two would both think themselves the first. Returns what gives the place back; a
 * place whose holder was killed is taken over. Throws an OperatorError that names the other one.
 */
export async function acquireInstanceLock(dataDir: string): Promise<() => void> {
  const lock = await acquireLockFile(path.join(dataDir, "vigie.lock"));
  if (lock.taken) return lock.release;
  throw new OperatorError(
    `Vigie already runs on ${path.resolve(dataDir)} (pid ${lock.pid}): stop that one first, or give this one its own DATA_DIR and PORT.`,
  );
}
