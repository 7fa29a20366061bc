import type { AsyncLocalStorage } from "node:async_hooks";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { guardedPool } from "./guarded-pool.ts";
import { RepeatedStatements } from "./repeated-statements.ts";

export type Database = PostgresJsDatabase;
/** A transaction or the database itself: the first argument of mutations and queries. */
export type Executor = Pick<
  Database,
  | "select"
  | "selectDistinct"
  | "selectDistinctOn"
  | "insert"
  | "update"
  | "delete"
  | "execute"
  | "with"
  | "$with"
  | "transaction"
>;

export interface Connection {
  db: Database;
  sql: postgres.Sql;
  close(): Promise<void>;
}

/** How long PostgreSQL works for one of our sessions before it gives up, and how long we wait for it (ms). */
interface DatabaseLimits {
  statementMs: number;
  lockMs: number;
  idleInTransactionMs: number;
  /** For a connection and the whole response, or the whole transaction; absent: unlimited. */
  callMs?: number;
}

/**
 * For requests. Longer than a page of statistics takes on a small machine; an outage of the database is noticed long
 * before.
 */
export const requestLimits: DatabaseLimits = {
  statementMs: 30_000,
  lockMs: 10_000,
  idleInTransactionMs: 30_000,
  callMs: 40_000,
};

/** For imports, checks, jobs and the command line: long, but never unlimited. */
export const jobLimits: DatabaseLimits = {
  statementMs: 3_600_000,
  lockMs: 60_000,
  idleInTransactionMs: 600_000,
};

interface ConnectOptions {
  /** Maximum number of connections. */
  max?: number;
  onQuery?: (text: string) => void;
  /** Absent: PostgreSQL's own, which are none. */
  limits?: DatabaseLimits;
  /** Prepares statements that are run often. Not for a pooler, which may change the session between transactions. */
  prepareRepeated?: boolean;
  /** The server is not behind the pooler that DATABASE_URL may name (`findPooler`), nor is it the one whose availability is watched. */
  isReplica?: boolean;
}

/**
 * Opens a pool for the given PostgreSQL. Timestamps are Dates, bigint ids are numbers (they never exceed 2^53 here).
 * Nothing connects before the first query.
 */
export function connect(
  url: string,
  { max = 10, onQuery, limits, prepareRepeated, isReplica = false }: ConnectOptions = {},
): Connection {
  const open = () =>
    postgres(url, {
      max,
      prepare: isReplica || globalThis.vigieCanPrepare !== false,
      idle_timeout: 60,
      connect_timeout: 10,
      // postgres.js would wait longer after each failure, up to 20 s: the site should be back as soon as the database
      // is.
      backoff: () => 0.1,
      onnotice: () => {},
      connection: limits && (isReplica || globalThis.vigiePooler !== true) ? sessionSettings(limits) : {},
      types: { bigint: { to: 20, from: [20], serialize: (value: number) => String(value), parse: Number } },
    });
  const sql = guardedPool(open, {
    callMs: limits?.callMs,
    repeated: prepareRepeated ? new RepeatedStatements() : undefined,
    availability: () => (isReplica ? undefined : globalThis.vigieAvailability),
  });
  // Without the schema, from which Drizzle would make a query builder per table in each transaction. None is used.
  const db = drizzle(sql, {
    casing: "snake_case",
    logger: onQuery ? { logQuery: (text) => onQuery(text) } : false,
  });
  return { db, sql, close: () => sql.end({ timeout: 5 }) };
}

function sessionSettings(limits: DatabaseLimits) {
  return {
    statement_timeout: limits.statementMs,
    lock_timeout: limits.lockMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionMs,
  };
}

/**
 * Whether sessions may set parameters when they connect. PgBouncer refuses that unless it is configured to ignore them;
 * then the limits in its own configuration apply. Also finds out whether statements can be prepared: not through a
 * pooler, which gives its clients process ids other than PostgreSQL's.
 */
export async function findPooler(url: string): Promise<boolean> {
  globalThis.vigiePooler = false;
  globalThis.vigieCanPrepare = false;
  const { sql, close } = connect(url, { max: 1, limits: jobLimits });
  try {
    const answer = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    globalThis.vigieCanPrepare = answer[0]?.pid === answer.state.pid;
  } catch (error) {
    globalThis.vigiePooler = error instanceof Error && /startup parameter/.test(error.message);
  } finally {
    await close();
  }
  return globalThis.vigiePooler;
}

declare global {
  // One pool for the whole process: the server's own modules and Next's bundle are two module graphs.
  var vigieConnection: Connection | undefined;
  var vigiePooler: boolean | undefined;
  var vigieCanPrepare: boolean | undefined;
  var vigieLimits: DatabaseLimits | undefined;
  /** The standby from which shared pages are rendered, and the renders that use it. */
  var vigieReplica: { connection: Connection; scope: AsyncLocalStorage<true> } | undefined;
}

/** Closes the process's pool and opens the next one with these limits instead of those for long work. */
export async function reopenDatabase(limits: DatabaseLimits): Promise<Database> {
  await closeDatabase();
  globalThis.vigieLimits = limits;
  return database();
}

/**
 * The database's address past a pooler (DATABASE_DIRECT_URL, or DATABASE_URL without one): for LISTEN, migrations, and
 * whatever else needs the same session for several transactions. `connect` and `withConnection` through a pooler may get
 * another session for each transaction.
 */
export function directUrl(): string {
  const url = process.env.DATABASE_DIRECT_URL || process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: the start sets it for the embedded database.");
  return url;
}

/**
 * The process's database, at DATABASE_URL (which the start sets for the embedded PostgreSQL); in the render of a shared
 * page the replica, if there is one (db/replica.ts).
 */
export function database(): Database {
  if (globalThis.vigieReplica?.scope.getStore()) return globalThis.vigieReplica.connection.db;
  if (!globalThis.vigieConnection) {
    const url = process.env.DATABASE_URL;
    if (!url)
      throw new Error(
        "DATABASE_URL is not set: the database is started by `npm start`, `npm test` or `npm run vigie`.",
      );
    globalThis.vigieConnection = connect(url, {
      limits: globalThis.vigieLimits ?? jobLimits,
      prepareRepeated: globalThis.vigieCanPrepare === true,
    });
  }
  return globalThis.vigieConnection.db;
}

/** Closes the process's pool, if one was opened. */
export async function closeDatabase(): Promise<void> {
  await globalThis.vigieConnection?.close();
  globalThis.vigieConnection = undefined;
}
