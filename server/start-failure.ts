import { existsSync, readFileSync, statfsSync } from "node:fs";
import path from "node:path";
import { sayError } from "#lib/operator-error.ts";

/** With less than this nothing can be written (bytes). */
const leastRoom = 1_000_000;
/** What is read of the end of PostgreSQL's log (characters). */
const tail = 8_000;

/**
 * The line to show for a start that failed. A database that a full disk has ended looks to its clients like one that went away: then the
 * disk is named, not the database.
 */
export function sayStartFailure(error: unknown, dataDir: string): string {
  const said = sayError(error);
  const named = said.startsWith("The disk is full (");
  const full = said.startsWith("The disk is full") || (isOfDatabase(said) && isFull(dataDir));
  return full && !named
    ? `The disk of ${path.resolve(dataDir)} is full: make room, then start again. Nothing was lost.`
    : said;
}

const isOfDatabase = (said: string) => /database|PostgreSQL|connection/i.test(said);

function isFull(dataDir: string): boolean {
  const folder = path.join(dataDir, "postgres");
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < leastRoom) return true;
    const log = path.join(folder, "postgres.log");
    const lines = existsSync(log) ? readFileSync(log, "utf8").slice(-tail) : "";
    return /No space left on device/.test(lines.slice(lines.lastIndexOf("starting PostgreSQL")));
  } catch {
    return false;
  }
}
