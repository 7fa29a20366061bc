import type postgres from "postgres";

/** A table whose rows are copied. */
export interface SiteTable {
  /** The site's own tables, the record of migrations, or pg-boss's tables. */
  schema: "public" | "drizzle" | "pgboss";
  name: string;
  /** All but the generated ones, which the database computes. */
  columns: string[];
}

/**
 * The tables of pg-boss that a restored site needs, parents first. The others are statistics that it writes itself. Jobs
 * are copied from the partitioned table, because the partitions may be others in the restored database.
 */
const jobTables = ["queue", "schedule", "subscription", "job", "job_dependency"];

/** Lists the tables whose rows are copied, in a fixed order. */
export async function listSiteTables(sql: postgres.Sql): Promise<SiteTable[]> {
  const tables = await sql<SiteTable[]>`
    select n.nspname as schema, c.relname as name,
      (select coalesce(array_agg(a.attname::text order by a.attnum), '{}') from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relpersistence <> 't' and (
        -- The change log names transactions of its own database.
        (n.nspname in ('public', 'drizzle') and c.relkind = 'r' and c.oid <> coalesce(to_regclass('public.changes'), 0))
        or (n.nspname = 'pgboss' and c.relkind in ('r', 'p') and c.relname = any(${jobTables})))
      -- A member of an extension is created with it.
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by array_position(array['drizzle', 'public', 'pgboss'], n.nspname::text),
      array_position(${jobTables}, c.relname::text), c.relname`;
  return [...tables];
}

/** The last value of each sequence that was used. It is read after the rows, so that it is not lower than any id. */
export async function listSequences(
  sql: postgres.Sql,
): Promise<{ schema: SiteTable["schema"]; name: string; value: string }[]> {
  const sequences = await sql<{ schema: SiteTable["schema"]; name: string; value: string }[]>`
    select schemaname as schema, sequencename as name, last_value::text as value
    from pg_sequences where schemaname in ('public', 'drizzle', 'pgboss') and last_value is not null
    order by schemaname, sequencename`;
  return [...sequences];
}

/** The time of the last migration that the database has, and the version of pg-boss's tables. */
export async function findSchemaVersions(
  sql: postgres.Sql,
): Promise<{ migratedAt: number | null; jobsVersion: number | null }> {
  const [found] = await sql<{ migrations: boolean; jobs: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as migrations,
      to_regclass('pgboss.version') is not null as jobs`;
  const [last] = found?.migrations
    ? await sql<{ moment: string | null }[]>`select max(created_at)::text as moment from drizzle.__drizzle_migrations`
    : [];
  const [jobs] = found?.jobs ? await sql<{ version: number }[]>`select version from pgboss.version` : [];
  return { migratedAt: last?.moment ? Number(last.moment) : null, jobsVersion: jobs?.version ?? null };
}

/** A picture of the library or an avatar, of which the archive keeps the master. */
export interface PictureRow {
  id: string;
  format: string;
  revision: number;
  /** The size of its master, as far as the database knows. */
  bytes: number;
}

/** Pictures in the order of their ids, after the given one. */
export async function listPictures(sql: postgres.Sql, after: string, limit: number): Promise<PictureRow[]> {
  const pictures = await sql<PictureRow[]>`
    select id, format, revision, bytes from media where id > ${after} order by id limit ${limit}`;
  return [...pictures];
}
