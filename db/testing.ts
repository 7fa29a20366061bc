import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, inject } from "vitest";
import { type Connection, connect } from "./client.ts";

export interface TestDatabase extends Pick<Connection, "db" | "sql"> {
  url: string;
  /** Runs `work` and gives its result with the text of each SQL statement that `db` ran meanwhile, in order. */
  queries<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }>;
  /** Empties every table and restarts the ids: for a `beforeEach`. */
  clear(): Promise<void>;
}

/**
 * Called at the top of a test file: a database of its own, cloned from the migrated template (`empty`: nothing in it),
 * dropped after the last test. Also what `database()` and DATABASE_URL mean in that file. Usable from `beforeAll` on.
 */
export function testDatabase(options: { empty?: boolean } = {}): TestDatabase {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const url = new URL(server);
  url.pathname = `/${name}`;

  let statements: string[] | undefined;
  // Nothing connects before the first query, so the pool may exist before its database.
  const connection = connect(url.href, { max: 5, onQuery: (text) => statements?.push(text) });
  process.env.DATABASE_URL = url.href;
  globalThis.vigieConnection = connection;

  beforeAll(() =>
    asOwner(server, (sql) =>
      sql.unsafe(`create database ${name} template ${options.empty ? "template0" : "vigie_template"}`),
    ),
  );
  afterAll(async () => {
    await connection.close();
    await asOwner(server, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`));
  });

  return {
    db: connection.db,
    sql: connection.sql,
    url: url.href,
    async queries(work) {
      const seen: string[] = [];
      statements = seen;
      try {
        return { result: await work(), statements: seen };
      } finally {
        statements = undefined;
      }
    },
    async clear() {
      const tables = await connection.sql<{ name: string }[]>`
        select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`;
      if (tables.length === 0) return;
      await connection.sql.begin(async (tx) => {
        // As a replica: the trigger that keeps decisions for ever is not asked.
        await tx.unsafe("set local session_replication_role = replica");
        await tx.unsafe(`truncate ${tables.map((table) => table.name).join(", ")} restart identity cascade`);
      });
    },
  };
}

async function asOwner(url: string, work: (sql: Connection["sql"]) => Promise<unknown>): Promise<void> {
  const { sql, close } = connect(url, { max: 1 });
  try {
    await work(sql);
  } finally {
    await close();
  }
}
