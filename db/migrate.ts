import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { PgDialect } from "drizzle-orm/pg-core";
import { OperatorError } from "#lib/operator-error.ts";
import { lastCommitBeforeBaseline } from "./baseline.ts";
import { connect } from "./client.ts";
import { buildIndexes, indexStatement, listIndexes } from "./concurrent-indexes.ts";
import { findIntolerable, storeTolerance } from "./migration-tolerance.ts";
import { findRunningBackup, waitForBackups } from "./running-backups.ts";
import { describeRunningNodes, listRunningNodes, type RunningNode } from "./running-nodes.ts";

/** The folder of the generated SQL. */
export const migrationsFolder = fileURLToPath(new URL("../drizzle/migrations", import.meta.url));

/** "vigie" in ASCII, as a number: the advisory lock that one migrating process holds. */
const migrationLock = 508_542_643_557;

/**
 * A statement that waits longer than this for a table fails: a start that says why is better than a silent one that
 * hangs.
 */
const lockTimeoutSetting = "10s";

/** How long an index that is built beforehand waits for old transactions, such as a backup's: nobody waits for it. */
const indexLockTimeoutSetting = "10min";

/** How long a start waits for another process to finish its migrations. */
const migrationWaitMs = 10 * 60_000;

type Sql = ReturnType<typeof connect>["sql"];

export interface JournalEntry {
  idx: number;
  when: number;
  tag: string;
}

/** The migrations that the code in `folder` knows, oldest first. */
export function knownMigrations(folder = migrationsFolder): JournalEntry[] {
  const journal: { entries: JournalEntry[] } = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, "utf8"));
  return journal.entries;
}

interface MigrateOptions {
  /** Another folder of migrations (for tests of older databases). */
  folder?: string;
  /** Receives a line when something takes time. */
  say?: (line: string) => void;
  /** Migrates although nodes are running that do not work on the new tables. */
  force?: boolean;
}

/**
 * Brings the database at `url` to the code's schema: all pending migrations in one transaction, under an advisory lock,
 * so that any number of processes may call it at once. Migrations of indexes only are built before it, without blocking
 * writes (`buildIndexes`). Returns how many were applied. Throws an Error with one clear line if the database is
 * unreachable, is newer than the code tolerates, is older than the baseline, is used by running nodes that do not tolerate
 * a migration (unless `force`), or a migration fails (then nothing was changed, except that indexes may already have been
 * built).
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<{ applied: number }> {
  const folder = options.folder ?? migrationsFolder;
  const say = options.say ?? (() => {});
  // One connection: the lock belongs to the session that migrates.
  const { db, sql, close } = connect(url, { max: 1 });
  try {
    await checkReachable(url, () => sql`select set_config('lock_timeout', ${lockTimeoutSetting}, false)`);
    await acquireMigrationLock(
      async () => (await sql`select pg_try_advisory_lock(${migrationLock}) as acquired`)[0]?.acquired,
      say,
    );
    const known = knownMigrations(folder);
    const done = await appliedTimestamps(sql);
    const newer = await rejectUnknownMigrations(sql, known, done);
    if (newer > 0)
      say(
        `The database is newer than this version by ${countMigrations(newer)} that it tolerates: it runs, without what is new.`,
      );
    const pending = known.filter((entry) => !done.has(entry.when));
    if (pending.length === 0) return { applied: 0 };
    rejectOutOfOrder(pending, done);
    await storeTolerance(sql, known, folder);
    if (!options.force) await rejectForRunningNodes(sql, { known, pending, done });
    say(`Applying ${pending.length} database migration${pending.length === 1 ? "" : "s"}.`);
    const migrations = readMigrationFiles({ migrationsFolder: folder });
    try {
      // A first start has no rows.
      if (done.size > 0) {
        const missing = migrations.filter((migration) => !done.has(migration.folderMillis));
        await sql`select set_config('lock_timeout', ${indexLockTimeoutSetting}, false)`;
        await buildIndexes(
          sql,
          missing.flatMap((migration) => listIndexes(migration.sql)),
          say,
        );
        await sql`select set_config('lock_timeout', ${lockTimeoutSetting}, false)`;
        await waitForBackups(sql, say);
      }
      const applied = migrations.map((migration) => {
        const indexes = listIndexes(migration.sql);
        return indexes.length > 0 ? { ...migration, sql: indexes.map((index) => indexStatement(index)) } : migration;
      });
      // Drizzle's own `migrate` does the same, but reads the files itself. The dialect's type expects another driver's session.
      const dialect = new PgDialect();
      await Reflect.apply(dialect.migrate, dialect, [applied, db._.session, { migrationsFolder: folder }]);
    } catch (error) {
      const since = isLockTimeout(error) ? await findRunningBackup(sql) : undefined;
      const reason =
        since === undefined
          ? describeError(error)
          : `a backup has been running since ${since} and reads a table; let it end or stop it, then start again`;
      throw new Error(
        `The database migration failed and nothing was changed: ${reason} (pending: ${pending.map((entry) => entry.tag).join(", ")}).`,
        { cause: error },
      );
    }
    return { applied: pending.length };
  } finally {
    await close();
  }
}

/** How many of the code's migrations the database still lacks. Throws if it is newer than the code tolerates. */
export async function pendingMigrations(sql: Sql): Promise<number> {
  const known = knownMigrations();
  const done = await appliedTimestamps(sql);
  await rejectUnknownMigrations(sql, known, done);
  return known.filter((entry) => !done.has(entry.when)).length;
}

/** Says in one line that the database has not all of this version's migrations, where a start may not apply them. */
export const describePending = (count: number) =>
  `The database lacks ${countMigrations(count)} of this version: run \`npm run vigie -- migrate\` once, on one machine, then start again.`;

/** Throws an OperatorError if the database at `url` has not all migrations of this version, and an Error if it is too new. */
export async function requireMigrated(url: string): Promise<void> {
  const { sql, close } = connect(url, { max: 1 });
  try {
    const pending = await pendingMigrations(sql);
    if (pending > 0) throw new OperatorError(describePending(pending));
  } finally {
    await close();
  }
}

/** When the migrations that the database has were made, as in their journal. */
export async function appliedTimestamps(sql: Sql): Promise<Set<number>> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`;
  if (!table?.there) return new Set();
  const rows = await sql<{ moment: string }[]>`select created_at::text as moment from drizzle.__drizzle_migrations`;
  return new Set(rows.map((row) => Number(row.moment)));
}

/** How many migrations the database has that the code does not know and tolerates. Throws if it does not tolerate one. */
async function rejectUnknownMigrations(sql: Sql, known: JournalEntry[], done: Set<number>): Promise<number> {
  const knownTimestamps = new Set(known.map((entry) => entry.when));
  const unknown = [...done].filter((moment) => !knownTimestamps.has(moment));
  if (unknown.length === 0) return 0;
  if (known[0] && Math.min(...unknown) < known[0].when) {
    throw new Error(
      `The database was made before Vigie's first release, and the last commit able to open it is ${lastCommitBeforeBaseline}: check that commit out, or name an empty database in DATABASE_URL; nothing was changed.`,
    );
  }
  const intolerable = await findIntolerable(sql, unknown, known.at(-1)?.when ?? 0);
  if (intolerable.length === 0) return unknown.length;
  throw new Error(
    `The database is newer than the code: it has ${countMigrations(intolerable.length)} that this version does not know or tolerate. ` +
      `Start the version that made them, or restore a backup made by this one; nothing was changed.`,
  );
}

const countMigrations = (count: number) => `${count} migration${count === 1 ? "" : "s"}`;

/** drizzle's migrator compares timestamps with the last one applied and would skip an older migration silently. */
function rejectOutOfOrder(pending: JournalEntry[], done: Set<number>): void {
  const latest = Math.max(...done, 0);
  const late = pending.filter((entry) => entry.when < latest);
  if (late.length === 0) return;
  throw new Error(
    `The migration ${late.map((entry) => entry.tag).join(", ")} is older than one that the database already has: generate it again so that it comes last; nothing was changed.`,
  );
}

/** The migration that added the column `newest_migration` of `web_nodes`. */
const newestMigrationColumn = "0029_nodes";

/** Throws if nodes are running that would fail after the migration, and names them. */
async function rejectForRunningNodes(
  sql: Sql,
  { known, pending, done }: { known: JournalEntry[]; pending: JournalEntry[]; done: Set<number> },
): Promise<void> {
  const addedAt = known.find(({ tag }) => tag === newestMigrationColumn)?.when ?? Number.POSITIVE_INFINITY;
  // A node whose code is older than the column knows at most what the database had before it.
  const newestBefore = Math.max(...[...done].filter((moment) => moment < addedAt), 0);
  const moments = pending.map(({ when }) => when);
  const nodes = await listRunningNodes(sql);
  const findFor = async (newest: number) => [newest, await findIntolerable(sql, moments, newest)] as const;
  const newestOf = ({ newestMigration }: RunningNode) => newestMigration ?? newestBefore;
  const intolerableFor = new Map(await Promise.all([...new Set(nodes.map(newestOf))].map(findFor)));
  const failing = nodes.filter((node) => (intolerableFor.get(newestOf(node)) ?? []).length > 0);
  if (failing.length === 0) return;
  const intolerable = new Set([...intolerableFor.values()].flat());
  const tags = pending.filter(({ when }) => intolerable.has(when)).map(({ tag }) => tag);
  throw new OperatorError(
    `${describeRunningNodes(failing.map(({ host }) => host))}, and their version does not work with the migration ${tags.join(", ")}: stop them, then migrate, or run \`npm run vigie -- migrate --force\` to let them fail; nothing was changed.`,
  );
}

async function acquireMigrationLock(tryLock: () => Promise<boolean>, say: (line: string) => void): Promise<void> {
  const until = Date.now() + migrationWaitMs;
  for (let reported = false; !(await tryLock()); reported = true) {
    if (!reported) say("Waiting for another process to finish the database's migrations.");
    if (Date.now() > until) {
      throw new Error(
        `Another process has been migrating the database for ${migrationWaitMs / 60_000} minutes: look at it, then start again.`,
      );
    }
    await wait(250);
  }
}

async function checkReachable(url: string, connectFirst: () => Promise<unknown>): Promise<void> {
  try {
    await connectFirst();
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new Error(`The database ${pathname.slice(1)} at ${host} cannot be used: ${describeError(error)}.`, {
      cause: error,
    });
  }
}

function isLockTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "55P03") || isLockTimeout(error.cause);
}

/** One line from drizzle's, PostgreSQL's or the network's error. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return describeError(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return describeError(error.errors[0]);
  if ("code" in error && error.code === "55P03") return "another session holds a table for too long";
  return (error.message.split("\n")[0] ?? error.name).replace(/\.$/, "");
}
