import { createHash } from "node:crypto";
import type postgres from "postgres";
import { withConnection } from "#db/single-connection.ts";
import { OperatorError } from "#lib/operator-error.ts";

/**
 * Databases that a restore created and did not finish begin with this, and those that it replaced with the other. Then
 * follow the name of the site's database, because other sites may be in the same PostgreSQL, and a time.
 */
const unfinishedPrefix = "vigie_restoring_";
const replacedPrefix = "vigie_before_";
const timePattern = /\d{14}$/;

/** The database that an archive is restored into, beside the site's own. */
export interface TargetDatabase {
  url: string;
  name: string;
  /** The name that the site's database gets when this one takes its place. */
  keptName: string;
  /** Puts it in the place of the site's database, in one transaction. */
  exchange(): Promise<void>;
}

/** The connection that may create and rename databases. */
export interface DatabaseHost {
  /** Its address, with the name of a database that is neither of the two. */
  adminUrl: string;
  /** The site's own database, as the application reaches it. */
  siteUrl: string;
}

/** A moment in the name of a database or of a file that was replaced. */
export const timeOf = (now: Date) => now.toISOString().slice(0, 19).replace(/\D/g, "");
const databaseOf = (url: string) => decodeURIComponent(new URL(url).pathname.slice(1));
const userOf = (url: string) => decodeURIComponent(new URL(url).username);

/** A site's database as a part of a name that needs no quotes, different for each. */
function partOf(site: string): string {
  const part = site.replace(/[^a-z0-9]/g, "_").slice(0, 20);
  return part === site ? part : `${part}_${createHash("sha256").update(site).digest("hex").slice(0, 8)}`;
}

/** The names of databases of one site, without those of a site whose name begins in the same way. */
const patternOf = (prefix: string, site: string) => `^${prefix}${partOf(site)}_[0-9]{14}$`;
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Runs work as the role that may create databases. */
function asAdmin<T>({ adminUrl }: DatabaseHost, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  return withConnection(adminUrl, work, { connect_timeout: 10, idle_timeout: 0 });
}

/**
 * Creates an empty database beside the site's. Those that a killed restore left are removed first; call it while no other
 * restore of this site runs.
 */
export async function createTargetDatabase(host: DatabaseHost, now = new Date()): Promise<TargetDatabase> {
  const site = databaseOf(host.siteUrl);
  const time = timeOf(now);
  const name = `${unfinishedPrefix}${partOf(site)}_${time}`;
  const url = Object.assign(new URL(host.siteUrl), { pathname: `/${encodeURIComponent(name)}` }).href;
  await asAdmin(host, async (sql) => {
    await dropUnfinished(sql, site);
    // template0: nothing that somebody put into the other template, and the locale may be that of the site's database.
    const [locale] = await sql<{ collate: string; ctype: string }[]>`
      select datcollate as collate, datctype as ctype from pg_database where datname = ${site} and datlocprovider = 'c'`;
    const clause = locale ? `lc_collate ${literal(locale.collate)} lc_ctype ${literal(locale.ctype)}` : "";
    const owner = identifier(userOf(host.siteUrl));
    await sql.unsafe(`create database "${name}" owner ${owner} template template0 encoding 'UTF8' ${clause}`);
  });
  const keptName = replacedName(host, now);
  return {
    url,
    name,
    keptName,
    exchange: () => asAdmin(host, (sql) => exchangeDatabases(sql, site, name, keptName)),
  };
}

async function dropUnfinished(sql: postgres.Sql, site: string): Promise<void> {
  const left = await sql<{ name: string }[]>`
    select datname as name from pg_database where datname ~ ${patternOf(unfinishedPrefix, site)}`;
  for (const { name } of left) await sql`drop database if exists ${sql(name)} with (force)`;
}

/** Both renames are in one transaction: there is always a database of the site's name, the old one or the new one. */
async function exchangeDatabases(sql: postgres.Sql, site: string, name: string, kept: string): Promise<void> {
  const rename = async () => {
    await sql.begin(async (tx) => {
      await tx`alter database ${tx(site)} rename to ${tx(kept)}`;
      await tx`alter database ${tx(name)} rename to ${tx(site)}`;
    });
  };
  try {
    await rename();
  } catch (error) {
    // 55006: somebody is connected; PostgreSQL has waited five seconds for them.
    if (!(error instanceof Error && "code" in error && error.code === "55006")) throw error;
    const sessions = await sql<{ program: string }[]>`
      select distinct coalesce(nullif(application_name, ''), 'a program') as program from pg_stat_activity
      where datname = any(${[site, name]}) and pid <> pg_backend_pid()`;
    throw new OperatorError(
      `The database ${site} is in use (${sessions.map(({ program }) => program).join(", ") || "a program"}): stop the site and every other program that uses it, then restore again; the site is as it was.`,
      { cause: error },
    );
  }
}

/** The databases of this site that restores replaced and kept, newest first. */
export function listReplacedDatabases(host: DatabaseHost): Promise<string[]> {
  return asAdmin(host, async (sql) => {
    const kept = await sql<{ name: string }[]>`
      select datname as name from pg_database d where datname ~ ${patternOf(replacedPrefix, databaseOf(host.siteUrl))}
        and pg_has_role(d.datdba, 'member') order by datname desc`;
    return kept.map(({ name }) => name);
  });
}

/** Puts a kept database back in its place; the present one is kept in turn, under the name `present`. */
export function bringBackDatabase(host: DatabaseHost, kept: string, present: string): Promise<void> {
  return asAdmin(host, (sql) => exchangeDatabases(sql, databaseOf(host.siteUrl), kept, present));
}

/** The name of the site's database when it is replaced at a time. */
export const replacedName = ({ siteUrl }: DatabaseHost, now: Date) =>
  `${replacedPrefix}${partOf(databaseOf(siteUrl))}_${timeOf(now)}`;

/** The time in the name of a replaced database. */
export const replacedTime = (kept: string) => timePattern.exec(kept)?.[0] ?? "";

/** Deletes a database that a restore filled and that has not taken the site's place. */
export async function dropUnfinishedDatabase(host: DatabaseHost, name: string): Promise<void> {
  if (!name.startsWith(unfinishedPrefix)) return;
  await asAdmin(host, async (sql) => void (await sql`drop database if exists ${sql(name)} with (force)`));
}

/** Deletes a kept database. */
export function deleteReplacedDatabase(host: DatabaseHost, kept: string): Promise<void> {
  return asAdmin(host, async (sql) => void (await sql`drop database if exists ${sql(kept)}`));
}
