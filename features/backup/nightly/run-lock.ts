import postgres from "postgres";

/**
 * Does work while no other process makes backups of this database: PostgreSQL releases the lock when the process dies.
 * Returns undefined without doing it if another process has the lock.
 */
export async function withBackupLock<T>(url: string, work: () => Promise<T>): Promise<{ value: T } | undefined> {
  // A connection of its own: the lock belongs to it.
  const sql = postgres(url, {
    max: 1,
    max_lifetime: null,
    idle_timeout: 0,
    connect_timeout: 10,
    prepare: false,
    onnotice: () => {},
    connection: { application_name: "vigie backup lock" },
  });
  try {
    const [row] = await sql<{ locked: boolean }[]>`select pg_try_advisory_lock(hashtext('vigie:backup')) as locked`;
    return row?.locked ? { value: await work() } : undefined;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
