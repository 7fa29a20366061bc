import { existsSync, readFileSync, statfsSync } from "node:fs";
import path from "node:path";
import { sayError } from "#lib/operator-error.ts";

/** Below this much free space nothing can be written (bytes). */
const minFreeBytes = 1_000_000;
/** How much of the end of PostgreSQL's log is read (characters). */
const logTailLength = 8_000;

/**
 * Returns the message for a start that failed. When a full disk has stopped the database, its clients only see a lost
 * connection, so the message names the disk.
 */
export function describeStartFailure(error: unknown, dataDir: string): string {
  const message = sayError(error);
  const named = message.startsWith("The disk is full (");
  const full = message.startsWith("The disk is full") || (mentionsDatabase(message) && isDiskFull(dataDir));
  return full && !named
    ? `The disk of ${path.resolve(dataDir)} is full: make room, then start again. Nothing was lost.`
    : message;
}

const mentionsDatabase = (message: string) => /database|PostgreSQL|connection/i.test(message);

function isDiskFull(dataDir: string): boolean {
  const folder = path.join(dataDir, "postgres");
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < minFreeBytes) return true;
    const log = path.join(folder, "postgres.log");
    const lines = existsSync(log) ? readFileSync(log, "utf8").slice(-logTailLength) : "";
    return /No space left on device/.test(lines.slice(lines.lastIndexOf("starting PostgreSQL")));
  } catch {
    return false;
  }
}
