import postgres from "postgres";
import { env } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";

/** PostgreSQL 15: the oldest maintained version with everything that the migrations use. */
const minVersion = 150_000;
/**
 * Connections for the serving process's pool, job queue, listener and health checks. A command line running at the same
 * time briefly needs as many again.
 */
const minConnections = 16;

/**
 * Throws an OperatorError if the operator's own database cannot be reached or used. Its one line says what is wrong and
 * which command fixes it.
 */
export async function checkDatabase(url: string): Promise<void> {
  await withCheckedConnection(url, "DATABASE_URL", async (sql, where) => {
    await checkServer(sql, where);
    await checkTimeline(sql, where);
    await checkRights(sql, where);
  });
}

/** Throws an OperatorError if DATABASE_DIRECT_URL cannot be reached, or leads to another database than DATABASE_URL. */
export async function checkDirectDatabase(directUrl: string, url: string): Promise<void> {
  const direct = await withCheckedConnection(directUrl, "DATABASE_DIRECT_URL", identifyDatabase);
  const pooled = await withCheckedConnection(url, "DATABASE_URL", identifyDatabase);
  if (direct === pooled) return;
  throw new OperatorError(
    `DATABASE_DIRECT_URL (${placeOf(directUrl)}) and DATABASE_URL (${placeOf(url)}) lead to different databases or servers: set both to the same database of the primary, DATABASE_DIRECT_URL without the pooler.`,
  );
}

/** Contains the time at which the server started, which also differs between a primary and its standbys. */
async function identifyDatabase(sql: Sql): Promise<string> {
  const [row] = await sql<{ identity: string }[]>`
    select pg_postmaster_start_time() || ' ' || oid as identity from pg_database where datname = current_database()`;
  return row?.identity ?? "";
}

/** Where an address leads, without the password. */
export const placeOf = (url: string) => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
};

/** Nothing is prepared: a pooler may be in front, and may give each statement another session. */
async function withCheckedConnection<T>(
  url: string,
  variable: string,
  work: (sql: Sql, where: string) => Promise<T>,
): Promise<T> {
  const { hostname, port, pathname, username } = new URL(url);
  const where = placeOf(url);
  const sql = postgres(url, { max: 1, prepare: false, connect_timeout: 5, onnotice: () => {} });
  try {
    return await work(sql, where);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(
      describeRefusal(error, {
        variable,
        where,
        hostname,
        port,
        role: decodeURIComponent(username),
        database: decodeURIComponent(pathname.slice(1)),
      }),
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

type Sql = postgres.Sql;

async function checkServer(sql: Sql, where: string): Promise<void> {
  const [row] = await sql`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`;
  if (row?.version < minVersion) {
    throw new OperatorError(
      `The database at ${where} is PostgreSQL ${Math.floor(row?.version / 10_000)}: Vigie needs 15 or newer.`,
    );
  }
  if (row?.encoding !== "UTF8") {
    throw new OperatorError(
      `The database at ${where} is encoded in ${row?.encoding}: create a database with ENCODING 'UTF8'.`,
    );
  }
}

/** Each change records the primary's timeline (`changes` in db/schema/infrastructure.ts). */
async function checkTimeline(sql: Sql, where: string): Promise<void> {
  try {
    await sql`select case when not pg_is_in_recovery() then pg_walfile_name(pg_current_wal_lsn()) end`;
  } catch (error) {
    const { code = "", message = "" } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
    // Undefined, not supported, or not allowed: anything else says that the server does not answer.
    if (!/^(?:42883|0A000|42501)$/.test(code)) throw error;
    throw new OperatorError(
      `The database at ${where} does not say where its log is (pg_current_wal_lsn: ${message}), and Vigie needs that for each change: use a PostgreSQL that does.`,
    );
  }
}

async function checkRights(sql: Sql, where: string): Promise<void> {
  const [row] = await sql`
    select format('%I', current_user) as role, format('%I', current_database()) as database, rolsuper as superuser,
      has_database_privilege(current_database(), 'create') as create_schemas,
      coalesce(has_schema_privilege(to_regnamespace('public')::oid, 'create'), false) as create_tables,
      rolconnlimit as of_role, datconnlimit as of_database,
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as of_server
    from pg_roles, pg_database where rolname = current_user and datname = current_database()`;
  if (!row || row.superuser) return;
  const { role, database } = row;
  const may = (right: string) =>
    `The role ${role} is not allowed to create ${right} in the database at ${where}: run \`GRANT CREATE ON`;
  if (!row.create_schemas)
    throw new OperatorError(`${may("schemas")} DATABASE ${database} TO ${role};\` as its owner, then start again.`);
  if (!row.create_tables)
    throw new OperatorError(`${may("tables")} SCHEMA public TO ${role};\` as its owner, then start again.`);
  const limits: [number, string, string][] = [
    [row.of_role, `the role ${role}`, `ALTER ROLE ${role} CONNECTION LIMIT ${2 * minConnections};`],
    [row.of_database, `the database ${database}`, `ALTER DATABASE ${database} CONNECTION LIMIT ${2 * minConnections};`],
    [row.of_server, "its server", "ALTER SYSTEM SET max_connections = 100;"],
  ];
  for (const [limit, whose, command] of limits) {
    if (limit >= 0 && limit < minConnections)
      throw new OperatorError(
        `The database at ${where} allows ${limit} connections to ${whose}, and Vigie needs ${minConnections}: run \`${command}\` as its superuser${whose === "its server" ? " and restart it" : ""}, then start again.`,
      );
  }
}

interface DatabaseTarget {
  /** The variable that names it. */
  variable: string;
  where: string;
  hostname: string;
  port: string;
  role: string;
  database: string;
}

/** Says why PostgreSQL refused the connection, and what to do about it. */
function describeRefusal(error: unknown, { variable, where, hostname, port, role, database }: DatabaseTarget): string {
  const { code = "", message = "" } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  if (code === "3D000") {
    const command = `createdb --host=${hostname} --port=${port || 5432} --username=postgres --owner=${role} --template=template0 --encoding=UTF8 ${database}`;
    return `There is no database ${database} at ${hostname}:${port || 5432}: run \`${command}\`, then start again.`;
  }
  if (code === "42501")
    return `The role ${role} is not allowed to connect to the database at ${where}: run \`GRANT CONNECT ON DATABASE "${database}" TO "${role}";\` as its owner.`;
  // PgBouncer reports a wrong password as a violation of the protocol.
  if (code.startsWith("28") || (code === "08P01" && message.includes("authentication failed")))
    return `The database at ${where} refuses the user ${role} (${message}): correct the user or the password in ${variable}, or let this machine in (pg_hba.conf).`;
  if (code === "53300") {
    const command = message.includes("for role")
      ? `ALTER ROLE "${role}" CONNECTION LIMIT ${2 * minConnections};`
      : message.includes("for database")
        ? `ALTER DATABASE "${database}" CONNECTION LIMIT ${2 * minConnections};`
        : "ALTER SYSTEM SET max_connections = 200;";
    return `The database at ${where} accepts no more connections (${message}): close some, or run \`${command}\` as its superuser.`;
  }
  const reason = error instanceof Error ? message || code : String(error);
  const others = [
    `correct ${variable}`,
    ...(variable !== "DATABASE_URL" ? ["unset it to use DATABASE_URL"] : []),
    // Nodes cannot use an embedded one.
    ...(variable === "DATABASE_URL" && !env().VIGIE_CLUSTER ? ["unset it to use the embedded one"] : []),
  ];
  return `The database at ${where} does not answer (${reason}): start it, or ${others.join(", or ")}.`;
}
