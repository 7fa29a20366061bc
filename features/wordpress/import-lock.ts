import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { openSession } from "#db/single-connection.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { refused } from "#lib/result.ts";
import { ImportFailure } from "./import-reason.ts";

/**
 * Runs an import alone: two concurrent ones would create the same articles twice. The lock belongs to a separate
 * connection to the database at `url`, so it ends with the process, however that ends. Throws an OperatorError
 * immediately if another import runs.
 */
export async function withImportLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const session = openSession(url, "vigie import lock");
  try {
    const [row] = await session<
      { acquired: boolean }[]
    >`select pg_try_advisory_lock(hashtext('vigie:import')) as acquired`;
    if (!row?.acquired) throw new ImportFailure(refused("import.busy"));
    return await work();
  } finally {
    await session.end({ timeout: 1 });
  }
}

/** Whether an import runs, from any source: its process holds the lock. */
export async function isImportLocked(db: Executor): Promise<boolean> {
  const rows = await db.execute(sql`
    select 1 from pg_locks
    where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())
      and objid = (hashtext('vigie:import')::bigint & 4294967295)::oid and objsubid = 1
    limit 1`);
  return rows.length > 0;
}

/**
 * With less free disk space than this (bytes), PostgreSQL cannot open its next log file and exits without a message.
 */
const minFreeBytes = 20_000_000;

/**
 * Describes in one line what stopped an import: a full disk, a lost database or the database's message, and that the next
 * run continues.
 * @param freeBytes free space on the disk of the data folder
 */
export function describeImportFailure(error: unknown, freeBytes = Number.POSITIVE_INFINITY): Error {
  if (error instanceof OperatorError) return error;
  const chain: Error[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at);
  const deepest = chain.at(-1);
  if (!deepest) return new ImportFailure(refused("import.broken", undefined, { what: String(error) }));
  const lost = chain.some((part) => errorCode(part).startsWith("CONNECTION_") || errorCode(part).startsWith("ECONN"));
  const full =
    (lost && freeBytes < minFreeBytes) ||
    chain.some((part) => /no space left on device|ENOSPC/i.test(`${part.message} ${errorCode(part)}`));
  if (full) return new ImportFailure(refused("import.diskFull"), { cause: error });
  // 57P01 to 57P03: PostgreSQL was stopped, has crashed, or is starting.
  if (lost || chain.some((part) => /^57P0[123]$/.test(errorCode(part))))
    return new ImportFailure(refused("import.databaseLost"), { cause: error });
  const what = (deepest.message.split("\n")[0] ?? "").slice(0, 300);
  return new ImportFailure(refused("import.broken", undefined, { what }), { cause: error });
}

function errorCode(error: Error): string {
  return "code" in error ? String(error.code) : "";
}
