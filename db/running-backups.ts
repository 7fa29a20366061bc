import { setTimeout as wait } from "node:timers/promises";
import type postgres from "postgres";

/** The name of a backup's connection. It holds every table for reading, until it has read them all. */
export const backupConnectionName = "vigie backup";

const pollMs = 250;
/** How long a migration waits for backups: reading a large database takes a few minutes. */
const maxWaitMs = 10 * 60_000;

/**
 * Waits for the backups of this database that are running: a change of a table waits for them, and every reader of that
 * table would wait for the change. `say` receives a line if there is one. Throws an Error that says what to do if one
 * takes too long.
 */
export async function waitForBackups(sql: postgres.Sql, say: (line: string) => void): Promise<void> {
  const until = Date.now() + maxWaitMs;
  for (let isReported = false; ; isReported = true) {
    const since = await findRunningBackup(sql);
    if (since === undefined) return;
    if (!isReported)
      say(
        `A backup has been running since ${since}, and the migration waits until it ends. To go on now, stop that backup: it is made again in the next night, or by you.`,
      );
    if (Date.now() > until)
      throw new Error(
        `A backup has been running since ${since}, and a migration must wait for it: stop that backup or let it end, then start again; nothing was changed.`,
      );
    await wait(pollMs);
  }
}

/** When the oldest running backup began; undefined if there is none. */
export async function findRunningBackup(sql: postgres.Sql): Promise<string | undefined> {
  const [oldest] = await sql<{ since: string | null }[]>`
    select to_char(min(xact_start) at time zone 'UTC', 'HH24:MI "UTC"') as since from pg_stat_activity
    where datname = current_database() and application_name = ${backupConnectionName}`;
  return oldest?.since ?? undefined;
}
