import { statfs } from "node:fs/promises";
import { OperatorError } from "#lib/operator-error.ts";

const intervalMs = 500;

/** Watches the disks of a work that may fill them. */
export interface DiskGuard {
  /** Aborted, with one sentence, as soon as one of them has less room than is reserved. */
  signal: AbortSignal;
  end(): void;
}

/**
 * Watches the free room of folders' disks while something is written to them, for the sake of what else writes there.
 * Throws an OperatorError if there is too little already.
 * @param folders returns existing ones; called each time
 * @param reserve what stays free on each disk (bytes)
 */
export async function guardDisks(folders: () => readonly string[], reserve: number): Promise<DiskGuard> {
  const guard = new AbortController();
  const look = async () => {
    for (const folder of folders()) {
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < reserve)
        throw new OperatorError(
          `The disk of ${folder} has too little room: a trial restore needs as much as the restored database, and leaves ${Math.round(reserve / 2 ** 20)} MB free. Make room, or run \`vigie backup verify\` on another machine.`,
        );
    }
  };
  await look();
  const timer = setInterval(() => void look().catch((error: unknown) => guard.abort(error)), intervalMs);
  timer.unref();
  return { signal: guard.signal, end: () => clearInterval(timer) };
}
