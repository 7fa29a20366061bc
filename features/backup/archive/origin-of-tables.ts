import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import type postgres from "postgres";
import { knownMigrations } from "#db/migrate.ts";
import * as schema from "#db/schema.ts";
import type { ArchiveHeader } from "./archive-format.ts";
import { findSchemaVersions, listSiteTables, type SiteTable } from "./queries.ts";

/** What a database has: its version, the tables to copy, and those that are not ours. */
interface OriginOfTables extends Pick<ArchiveHeader, "migration" | "jobsVersion"> {
  tables: SiteTable[];
  leftOut: string[];
}

/**
 * Finds out which tables of a database to copy. In a database with exactly this code's migrations, tables that the code
 * does not know belong to somebody else and are left out. In any other, all are copied.
 */
export async function findOriginOfTables(sql: postgres.Sql): Promise<OriginOfTables> {
  const { migratedAt, jobsVersion } = await findSchemaVersions(sql);
  const known = knownMigrations();
  const migration =
    migratedAt === null
      ? null
      : (known.find(({ when }) => when === migratedAt) ?? { tag: "unknown", when: migratedAt });
  const tables = await listSiteTables(sql);
  const isCurrent = migratedAt !== null && migratedAt === known.at(-1)?.when;
  const isOurs = (table: SiteTable) => !isCurrent || table.schema !== "public" || ourTables().has(table.name);
  return {
    migration: migration && { tag: migration.tag, when: migration.when },
    jobsVersion,
    tables: tables.filter(isOurs),
    leftOut: tables.filter((table) => !isOurs(table)).map(({ name }) => name),
  };
}

/** The names of the tables that the code declares. */
function ourTables(): Set<string> {
  const tables = Object.values(schema).filter((value) => is(value, PgTable));
  return new Set(tables.map((table) => getTableName(table)));
}
