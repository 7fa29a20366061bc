import { randomBytes } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, inject } from "vitest";
import type { Change } from "./change-log.ts";
import { type Connection, connect } from "./client.ts";

interface TestDatabase extends Pick<Connection, "db" | "sql"> {
  url: string;
  /** Runs `work` and returns its result with the text of each SQL statement that `db` ran meanwhile, in order. */
  queries<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }>;
  /** Runs `work` and returns what it added to the change log, in the order of the rows. */
  recordedChanges(work: () => Promise<unknown>): Promise<Pick<Change, "tags" | "urgency" | "messages">[]>;
  /**
   * Runs `load` in a transaction that fires no triggers and checks no foreign keys: for tables of thousands of rows. What
   * triggers derive (the index of the search, similar headlines, unpublished articles, counts) is not filled, so a test
   * that needs it inserts it in one statement.
   */
  withoutTriggers(load: (tx: postgres.TransactionSql) => Promise<unknown>): Promise<void>;
  /** Empties every table and restarts the ids: for a `beforeEach`. */
  clear(): Promise<void>;
}

/**
 * Called at the top of a test file: creates a database for it, cloned from the migrated template (`empty`: without
 * tables), dropped after the last test. `database()` and DATABASE_URL refer to it in that file. Usable from `beforeAll`
 * on.
 */
export function testDatabase(options: { empty?: boolean } = {}): TestDatabase {
  const server = inject("postgresUrl");
  const maintenance = inject("postgresOwnerUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const url = new URL(server);
  url.pathname = `/${name}`;

  let statements: string[] | undefined;
  // Nothing connects before the first query, so the pool may exist before its database.
  const connection = connect(url.href, { max: 5, prepareRepeated: true, onQuery: (text) => statements?.push(text) });
  process.env.DATABASE_URL = url.href;
  globalThis.vigieConnection = connection;

  beforeAll(async () => {
    // Copied as files: through the log, the default, it takes 300 ms instead of 20.
    const template = options.empty ? "template0" : "vigie_template";
    await asOwner(maintenance, (sql) =>
      sql.unsafe(`create database ${name} template ${template} strategy file_copy owner vigie`),
    );
  });
  afterAll(async () => {
    // The next file of a shared process has another connection.
    if (globalThis.vigieJobs) await (await import("#lib/jobs.ts")).closeJobs();
    await connection.close();
    await asOwner(maintenance, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`));
  });

  async function withoutTriggers(load: (tx: postgres.TransactionSql) => Promise<unknown>): Promise<void> {
    await connection.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await load(tx);
    });
  }

  return {
    db: connection.db,
    sql: connection.sql,
    url: url.href,
    async queries(work) {
      const seen: string[] = [];
      statements = seen;
      // As in a process that serves pages, which notifies the others over a connection of its own.
      const hooks = globalThis.vigieCommitHooks;
      globalThis.vigieCommitHooks ??= { record: () => {}, noteRecorded: () => {}, announce: () => {} };
      try {
        return { result: await work(), statements: seen };
      } finally {
        statements = undefined;
        globalThis.vigieCommitHooks = hooks;
      }
    },
    async recordedChanges(work) {
      const { sql } = connection;
      const [last] = await sql<{ id: number }[]>`select coalesce(max(id), 0) as id from changes`;
      await work();
      const rows = await sql<Pick<Change, "tags" | "urgency" | "messages">[]>`
        select tags, urgency, coalesce(messages, '[]') as messages from changes where id > ${last?.id ?? 0} order by id`;
      return [...rows];
    },
    withoutTriggers,
    clear: () => withoutTriggers((tx) => tx.unsafe(emptyAll)),
  };
}

/**
 * Most tests fill few tables with few rows: those are deleted. TRUNCATE recreates every file of a table and its
 * indexes, a third of a second for all of them, and is used for large tables (bytes), so that no query is planned for
 * empty pages.
 */
const emptyAll = `
  do $$
  declare
    one record;
    large text;
  begin
    for one in
      select c.oid::regclass as name, pg_relation_size(c.oid) as size
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and pg_relation_size(c.oid) > 0
    loop
      if one.size > 65536 then
        large := concat_ws(', ', large, one.name::text);
      else
        execute format('delete from %s', one.name);
      end if;
    end loop;
    if large is not null then
      execute format('truncate %s cascade', large);
    end if;
    perform setval(quote_ident(schemaname) || '.' || quote_ident(sequencename), start_value, false)
    from pg_sequences where schemaname = 'public' and last_value is not null;
  end $$`;

async function asOwner(url: string, work: (sql: Connection["sql"]) => Promise<unknown>): Promise<void> {
  const { sql, close } = connect(url, { max: 1 });
  try {
    await work(sql);
  } finally {
    await close();
  }
}
