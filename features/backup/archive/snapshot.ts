import type postgres from "postgres";
import { backupConnectionName } from "#db/running-backups.ts";
import { openSession } from "#db/single-connection.ts";
import { fixCopyFormat } from "./copy-settings.ts";

/** One moment of a database, kept until `close`. */
export interface DatabaseSnapshot {
  /** Its only connection, in its transaction. */
  sql: postgres.Sql;
  at: Date;
  /** How much of the tables was read, and about how large they are (bytes): for the progress. */
  bytes: { done: number; total: number };
  /** Throws if the connection was lost meanwhile: what was read afterwards would be of another moment. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a REPEATABLE READ transaction, which sees one moment of the database however long it reads. It takes only ACCESS
 * SHARE locks: nothing but a change of a table's definition waits for it.
 * @param signal closes it, also while PostgreSQL does not answer
 */
export async function openSnapshot(url: string, signal?: AbortSignal): Promise<DatabaseSnapshot> {
  signal?.throwIfAborted();
  const sql = openSession(url, backupConnectionName);
  // Also in the middle of a COPY, whose reader has gone.
  const end = () => sql.end({ timeout: 0 });
  signal?.addEventListener("abort", end);
  const close = async () => {
    signal?.removeEventListener("abort", end);
    await end();
  };
  const snapshotOf = async () => (await sql`select pg_current_snapshot()::text as snapshot, now() as at`)[0];
  try {
    await sql`begin transaction isolation level repeatable read, read only`;
    await fixCopyFormat(sql);
    const first = await snapshotOf();
    const [size] = await sql<{ total: number }[]>`
      select coalesce(sum(pg_table_size(c.oid)), 0)::float8 as total
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'pgboss') and c.relkind = 'r'`;
    return {
      sql,
      at: new Date(first?.at),
      bytes: { done: 0, total: size?.total ?? 0 },
      async check() {
        const last = await snapshotOf();
        if (last?.snapshot !== first?.snapshot || +last?.at !== +first?.at)
          throw Object.assign(new Error("the connection was lost during the backup"), { code: "CONNECTION_CLOSED" });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
