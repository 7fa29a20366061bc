import { existsSync, readFileSync, statfsSync } from "node:fs";
import path from "node:path";
import { sayError } from "#lib/operator-error.ts";

/** Below this much free space nothing can be written (bytes). */
const minFreeBytes = 1_000_000;
/** What is read of the end of PostgreSQL's log (characters). */
const logTailLength = 8_000;

/**
 * The message for a start that failed. To its clients, a database that a full disk has stopped looks like one that went away, so the message
 * names the disk instead of the database.
 */
export function describeStartFailure(error: unknown, dataDir: string): string {
  const said = sayError(error);
  const named = said.startsWith("The disk is full (");
  const full = said.startsWith("The disk is full") || (mentionsDatabase(said) && isDiskFull(dataDir));
  return full && !named
    ? `The disk of ${path.resolve(dataDir)} is full: make room, then start again. Nothing was lost.`
    : said;
}

const mentionsDatabase = (said: string) => /database|PostgreSQL|connection/i.test(said);

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
