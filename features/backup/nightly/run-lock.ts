import { openSession } from "#db/single-connection.ts";
import { runLockClass } from "../mutations.ts";

/**
 * Does work while no other process makes backups of this database: PostgreSQL releases the lock when the process dies.
 * Returns undefined without doing it if another process has the lock.
 */
export async function withBackupLock<T>(url: string, work: () => Promise<T>): Promise<{ value: T } | undefined> {
  // A connection of its own: the lock belongs to it.
  const sql = openSession(url, "vigie backup lock");
  try {
    const [row] = await sql<{ locked: boolean }[]>`select pg_try_advisory_lock(hashtext('vigie:backup')) as locked`;
    return row?.locked ? { value: await work() } : undefined;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Does the work of one run beside the nightly ones, and shows meanwhile that its process is alive. */
export async function withRunLock<T>(url: string, run: number, work: () => Promise<T>): Promise<T> {
  const sql = openSession(url, "vigie backup run");
  try {
    await sql`select pg_advisory_lock(hashtext(${runLockClass}), ${run}::int)`;
    return await work();
  } finally {
    await sql.end({ timeout: 1 });
  }
}
