import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "#lib/operator-error.ts";
import { readDiskSpace } from "#lib/storage/disk-space.ts";

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
 * @param advice a sentence for the operator, added to the error
 */
export async function guardDisks(
  folders: () => readonly string[],
  reserve: number,
  advice: string,
): Promise<DiskGuard> {
  const guard = new AbortController();
  const look = async () => {
    for (const folder of folders()) {
      if ((await readDiskSpace(folder)).freeBytes < reserve)
        throw new OperatorError(
          `The disk of ${folder} has too little room: ${Math.round(reserve / 2 ** 20)} MB must stay free. ${advice}`,
        );
    }
  };
  await look();
  const timer = setInterval(() => void look().catch((error: unknown) => guard.abort(error)), intervalMs);
  timer.unref();
  return { signal: guard.signal, end: () => clearInterval(timer) };
}

/** The folder of a DATA_DIR's cluster, if it had to be elsewhere. */
export function clusterElsewhere(dataDir: string): string[] {
  const note = join(dataDir, "postgres", "place.json");
  return existsSync(note) ? [String(JSON.parse(readFileSync(note, "utf8")).home)] : [];
}
