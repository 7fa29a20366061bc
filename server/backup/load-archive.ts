import { PgBoss } from "pg-boss";
import postgres from "postgres";
import { migrate } from "#db/migrate.ts";
import type { ArchiveHeader, ArchiveManifest } from "#features/backup/archive/archive-format.ts";
import { findSchemaVersions, listSiteTables, type SiteTable } from "#features/backup/archive/queries.ts";
import { RowHash } from "#features/backup/archive/row-hash.ts";
import { openSnapshot } from "#features/backup/archive/snapshot.ts";
import { TableReader } from "#features/backup/archive/table-reader.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { findMigration, migrateTo } from "./migrate-to.ts";
import { buildSchemaObjects, type DroppedObjects, dropSchemaObjects } from "./schema-objects.ts";

/** Indexes that are built at once, each with this much memory (MB). */
const concurrentBuilds = 2;
const buildMemory = "192MB";

/** Loads the rows of an archive into an empty database, step by step: `open`, `load` for each table, `finish`. */
export class ArchiveLoader {
  readonly #url: string;
  readonly #sql: postgres.Sql;
  readonly #signal: AbortSignal;
  #dropped: DroppedObjects = { keys: [], indexes: [], foreignKeys: [] };
  #known = new Map<string, SiteTable>();

  constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
    this.#sql = postgres(url, {
      max: concurrentBuilds,
      prepare: false,
      max_lifetime: null,
      onnotice: () => {},
      connection: {
        application_name: "vigie restore",
        statement_timeout: 0,
        maintenance_work_mem: buildMemory,
        // The exchange of the databases, at the end, waits for the disk, and so for everything before it.
        synchronous_commit: "off",
      },
    });
  }

  /** Creates the tables of the archive's version. Throws an OperatorError for a table or column that it cannot have. */
  async open(header: ArchiveHeader): Promise<void> {
    await migrateTo(this.#url, findMigration(header));
    if (header.jobsVersion !== null) {
      await createJobTables(this.#url);
      const { jobsVersion } = await findSchemaVersions(this.#sql);
      if (jobsVersion !== header.jobsVersion)
        throw new OperatorError(
          `The backup's queue has the tables of pg-boss ${header.jobsVersion}, and this version of Vigie has those of ${jobsVersion}: restore with Vigie ${header.version}, which made the backup, then upgrade; nothing was changed.`,
        );
    }
    for (const table of await listSiteTables(this.#sql)) this.#known.set(nameOf(table), table);
    for (const table of header.tables) {
      const known = this.#known.get(nameOf(table));
      const unknown = known ? table.columns.find((column) => !known.columns.includes(column)) : "";
      if (!known)
        throw new OperatorError(
          `The backup has a table that its version does not have: ${nameOf(table)}; nothing was changed.`,
        );
      if (unknown)
        throw new OperatorError(
          `The backup has a column that its version does not have: ${nameOf(table)}.${unknown}; nothing was changed.`,
        );
      const lacking = known.columns.find((column) => !table.columns.includes(column));
      if (lacking)
        throw new OperatorError(
          `The backup lacks the column ${nameOf(table)}.${lacking}, which its version has; nothing was changed.`,
        );
    }
    const listed = new Set(header.tables.map(nameOf));
    const missing = [...this.#known.keys()].find((name) => name.startsWith("public.") && !listed.has(name));
    if (missing)
      throw new OperatorError(`The backup lacks the table ${missing}, which its version has; nothing was changed.`);
    this.#dropped = await dropSchemaObjects(this.#sql);
  }

  /** Loads the rows of a table, in COPY's text format. */
  async load(table: SiteTable, rows: AsyncIterable<Uint8Array>): Promise<void> {
    // The migrations wrote their own record.
    if (table.schema === "drizzle") {
      for await (const _chunk of rows) this.#signal.throwIfAborted();
      return;
    }
    const sql = this.#sql;
    const target = await sql`
      copy ${sql(nameOf(table))} (${sql(table.columns)}) from stdin`.writable();
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => {});
    target.on("error", failed.reject);
    const written = (chunk: Uint8Array) =>
      new Promise<void>((resolve, reject) => target.write(chunk, (error) => (error ? reject(error) : resolve())));
    try {
      for await (const chunk of rows) {
        this.#signal.throwIfAborted();
        await Promise.race([written(chunk), failed.promise]);
      }
      await Promise.race([
        new Promise<void>((resolve, reject) =>
          target.end((error?: Error | null) => (error ? reject(error) : resolve())),
        ),
        failed.promise,
      ]);
    } catch (error) {
      target.destroy();
      throw describeRows(table, error);
    }
  }

  /**
   * Builds constraints and indexes, compares every table with the manifest, and applies the migrations that are newer
   * than the archive.
   */
  async finish(manifest: ArchiveManifest, onStep: (step: string) => void): Promise<void> {
    const sql = this.#sql;
    const { keys, indexes, foreignKeys } = this.#dropped;
    const total = keys.length + indexes.length + foreignKeys.length;
    let built = 0;
    try {
      await buildSchemaObjects(sql, this.#dropped, {
        signal: this.#signal,
        onBuilt: () => {
          built += 1;
          onStep(`Building indexes: ${built} of ${total}.`);
        },
      });
    } catch (error) {
      if (error instanceof Error && "code" in error && String(error.code).startsWith("23"))
        throw new OperatorError(`The backup's rows contradict each other: ${error.message}.`, { cause: error });
      throw error;
    }
    for (const { schema, name, value } of manifest.sequences) {
      if (schema === "drizzle") continue;
      await sql`
        select setval(format('%I.%I', schemaname, sequencename)::regclass, ${value}::bigint) from pg_sequences
        where schemaname = ${schema} and sequencename = ${name}`;
    }
    onStep("Comparing the rows with the backup.");
    await compareRows(this.#url, manifest, this.#signal);
    // The nodes that ran when the backup was made.
    if (this.#known.has("public.web_nodes")) await sql`delete from web_nodes`;
    await sql`analyze`;
    await migrate(this.#url);
  }

  close(): Promise<void> {
    return this.#sql.end({ timeout: 1 });
  }
}

const nameOf = ({ schema, name }: { schema: string; name: string }) => `${schema}.${name}`;

/** Creates pg-boss's tables as its first start does. */
async function createJobTables(connectionString: string): Promise<void> {
  const boss = new PgBoss({ connectionString, max: 1, schedule: false, supervise: false, registerInstance: false });
  boss.on("error", () => {});
  await boss.start();
  await boss.stop({ graceful: false });
}

/** Proves that a restored database has exactly the archive's rows. Throws an OperatorError that names a table that differs. */
async function compareRows(url: string, { tables }: ArchiveManifest, signal: AbortSignal): Promise<void> {
  const snapshot = await openSnapshot(url);
  const reader = new TableReader(snapshot.sql);
  try {
    for (const table of tables) {
      if (table.schema === "drizzle") continue;
      const hash = new RowHash();
      for await (const _rows of reader.read(table, hash)) signal.throwIfAborted();
      if (hash.rows !== table.rows || hash.digest() !== table.rowsHash)
        throw new OperatorError(
          `The restored table ${nameOf(table)} is not equal to the backup's: ${hash.rows} rows instead of ${table.rows}, or others.`,
        );
    }
  } finally {
    await snapshot.close();
  }
}

/** A row that the table cannot hold: only a damaged or hostile archive has one. */
function describeRows(table: SiteTable, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!/^2[23]/.test(code) || !(error instanceof Error)) return error;
  return new OperatorError(`The backup has rows that the table ${nameOf(table)} cannot hold: ${error.message}.`, {
    cause: error,
  });
}
