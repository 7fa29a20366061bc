import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { knownMigrations } from "#db/migrate.ts";
import type { ClockFacts, DatabaseFacts } from "../checks/database.ts";

interface DatabaseRow extends Record<string, unknown> {
  version: string;
  bytes: number;
  connections: number;
  max_connections: number;
  transaction_seconds: number;
  bloated: string | null;
  dead: number | null;
  live: number | null;
  migrations: string[];
}

interface ClockReading {
  answerMs: number;
  skewSeconds: number;
}

/** Times a statement that does nothing but read PostgreSQL's clock. */
async function readClock(db: Executor): Promise<ClockReading> {
  const before = Date.now();
  const begin = performance.now();
  const [time] = await db.execute<{ now: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
  );
  const answerMs = performance.now() - begin;
  // Between the two readings of our clock, in the middle of which PostgreSQL read its own.
  return { answerMs, skewSeconds: time ? (time.now - (before + answerMs / 2)) / 1_000 : 0 };
}

/** Measures PostgreSQL from its own statistics: one statement, besides those that are timed. */
export async function measureDatabase(db: Executor): Promise<{ database: DatabaseFacts; clock: ClockFacts }> {
  // The first may open a connection; one that happened to wait says nothing.
  const readings = [await readClock(db), await readClock(db)];
  const [{ answerMs, skewSeconds }] = readings.sort((a, b) => a.answerMs - b.answerMs) as [ClockReading, ClockReading];
  const [row] = await db.execute<DatabaseRow>(sql`
    select current_setting('server_version') as version, pg_database_size(current_database())::float8 as bytes,
      (select count(*)::int from pg_stat_activity where datname is not null) as connections,
      current_setting('max_connections')::int as max_connections,
      (select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8 from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend') as transaction_seconds,
      dead.relname as bloated, dead.n_dead_tup::float8 as dead, dead.n_live_tup::float8 as live,
      array(select created_at::text from drizzle.__drizzle_migrations) as migrations
    from (select 1) as one left join lateral (
      select relname, n_dead_tup, n_live_tup from pg_stat_user_tables
      where n_dead_tup > n_live_tup order by n_dead_tup desc limit 1
    ) as dead on true`);
  if (!row) throw new Error("PostgreSQL returned no row about itself.");
  const done = new Set(row.migrations);
  return {
    database: {
      // Debian appends its own: "17.2 (Debian 17.2-1)".
      version: row.version.split(" ")[0]?.slice(0, 60) ?? "",
      answerMs: Math.ceil(answerMs),
      bytes: row.bytes,
      missingMigrations: knownMigrations().filter(({ when }) => !done.has(String(when))).length,
      connections: row.connections,
      maxConnections: row.max_connections,
      transactionSeconds: Math.max(0, Math.round(row.transaction_seconds)),
      bloatedTable: row.bloated ?? "",
      deadRows: row.dead ?? 0,
      liveRows: row.live ?? 0,
    },
    clock: { skewSeconds },
  };
}
