import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "./schema.ts";

export type Database = PostgresJsDatabase<typeof schema>;
/** A transaction or the database itself: what mutations and queries take first. */
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

/**
 * Opens a pool to the given PostgreSQL. Times travel as Date, bigint ids as number (they never pass 2^53 here).
 * `max` is the number of connections. Nothing connects before the first query.
 */
export function connect(url: string, options: { max?: number; onQuery?: (text: string) => void } = {}): Connection {
  const sql = postgres(url, {
    max: options.max ?? 10,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], serialize: (value: number) => String(value), parse: Number } },
  });
  const onQuery = options.onQuery;
  const db = drizzle(sql, {
    schema,
    casing: "snake_case",
    logger: onQuery ? { logQuery: (text) => onQuery(text) } : false,
  });
  return { db, sql, close: () => sql.end({ timeout: 5 }) };
}

declare global {
  // One pool for the whole process: the server's own modules and Next's bundle are two module graphs.
  var vigieConnection: Connection | undefined;
}

/** The process's database, at DATABASE_URL (the start sets it when the embedded PostgreSQL is used). */
export function database(): Database {
  if (!globalThis.vigieConnection) {
    const url = process.env.DATABASE_URL;
    if (!url)
      throw new Error(
        "DATABASE_URL is not set: the database is started by `npm start`, `npm test` or `npm run vigie`.",
      );
    globalThis.vigieConnection = connect(url);
  }
  return globalThis.vigieConnection.db;
}

/** Closes the process's pool, if one was opened. */
export async function closeDatabase(): Promise<void> {
  await globalThis.vigieConnection?.close();
  globalThis.vigieConnection = undefined;
}
