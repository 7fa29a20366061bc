import postgres from "postgres";
import { OperatorError } from "#lib/operator-error.ts";

/** The application's role and the name of its database. It owns everything in it and is no superuser. */
export const applicationRole = "vigie";
/** The superuser, which only the supervisor uses. */
const superuser = "postgres";
/** Exists only while the superuser of an older cluster is renamed, since a role cannot rename itself. */
const temporaryRole = "vigie_interim";

const noRights = "login nosuperuser nocreaterole nocreatedb noreplication nobypassrls";

interface Passwords {
  application: string;
  superuser: string;
}

type Sql = postgres.Sql;

/**
 * Brings roles, database and owners of a running cluster to their intended state, and changes nothing that is already
 * right. A cluster whose creation was interrupted gets what it lacks. In a cluster of an older version, where the
 * application was superuser, the application gets an ordinary role that owns everything the old one created. Throws an
 * OperatorError if neither password is right.
 */
export async function prepareRoles(port: number, passwords: Passwords, say: (line: string) => void): Promise<void> {
  const open = (username: string, password: string, database = "postgres") =>
    postgres({
      host: "127.0.0.1",
      port,
      username,
      password,
      database,
      max: 1,
      connect_timeout: 10,
      onnotice: () => {},
    });
  const admin = await describeSignInFailure(open(superuser, passwords.superuser));
  if (!admin) {
    say("Removing superuser rights from the application's database role…");
    await renameSuperuser(open, passwords);
  }
  const sql = admin ?? (await describeSignInFailure(open(superuser, passwords.superuser)));
  if (!sql) throw new OperatorError("The database's superuser could not be renamed: see postgres.log.");
  try {
    await prepareApplication(sql, passwords.application);
  } finally {
    await sql.end({ timeout: 1 });
  }
  const inside = open(superuser, passwords.superuser, applicationRole);
  try {
    await inside.unsafe(takeOwnership);
  } finally {
    await inside.end({ timeout: 1 });
  }
  await checkApplication(open(applicationRole, passwords.application, applicationRole));
}

/** The connection, or undefined if the role does not exist or has another password. */
async function describeSignInFailure(sql: Sql): Promise<Sql | undefined> {
  try {
    await sql`select 1`;
    return sql;
  } catch (error) {
    await sql.end({ timeout: 1 });
    if (error instanceof Error && "code" in error && /^28/.test(String(error.code))) return undefined;
    throw error;
  }
}

/**
 * In an older cluster, renames the superuser `vigie` to `postgres`. It can be repeated after an interruption at any
 * point.
 */
async function renameSuperuser(
  open: (username: string, password: string, database?: string) => Sql,
  passwords: Passwords,
): Promise<void> {
  const old = await describeSignInFailure(open(applicationRole, passwords.application));
  if (!old) {
    throw new OperatorError(
      "The passwords in the folder postgres of DATA_DIR do not match its database: restore `password` and `superuser-password` from a backup.",
    );
  }
  try {
    await old.unsafe(`drop role if exists ${temporaryRole}`);
    await old.unsafe(`create role ${temporaryRole} superuser login password ${literal(passwords.superuser)}`);
  } finally {
    await old.end({ timeout: 1 });
  }
  const sql = open(temporaryRole, passwords.superuser);
  try {
    await sql.begin(async (tx) => {
      await tx.unsafe(`alter role ${applicationRole} rename to ${superuser}`);
      await tx.unsafe(`alter role ${superuser} password ${literal(passwords.superuser)}`);
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function prepareApplication(sql: Sql, password: string): Promise<void> {
  await sql.unsafe(`drop role if exists ${temporaryRole}`);
  const [role] = await sql<{ may: boolean }[]>`
    select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls or not rolcanlogin as may
    from pg_roles where rolname = ${applicationRole}`;
  if (!role) await sql.unsafe(`create role ${applicationRole} login password ${literal(password)}`);
  else if (role.may) await sql.unsafe(`alter role ${applicationRole} ${noRights} password ${literal(password)}`);
  // The sender of a failing statement gets its error; the server's log would repeat its values.
  await sql.unsafe(`alter role ${applicationRole} set log_min_messages = log`);
  const [database] = await sql`
    select pg_get_userbyid(datdba) as owner from pg_database where datname = ${applicationRole}`;
  if (!database) await sql.unsafe(`create database ${applicationRole} owner ${applicationRole}`);
  else if (database.owner !== applicationRole)
    await sql.unsafe(`alter database ${applicationRole} owner to ${applicationRole}`);
}

/** Fails if a command had no effect or the role still has too many rights. */
async function checkApplication(sql: Sql): Promise<void> {
  try {
    const [row] = await sql<{ superuser: boolean; may: boolean }[]>`
      select rolsuper as superuser, has_database_privilege(current_database(), 'create') as may
      from pg_roles where rolname = current_user`;
    if (row?.superuser || !row?.may)
      throw new OperatorError(
        `The role ${applicationRole} of the embedded database does not have the rights that it should.`,
      );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Our own passwords are hexadecimal; one that somebody set by hand may be anything. */
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * Makes the application's role the owner of all objects in its database that belong to somebody else, except extensions
 * and their members.
 */
const takeOwnership = `
  do $$
  declare
    one record;
  begin
    for one in
      with ours as (
        select oid, nspname, nspowner from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
      ), owner as (
        select oid from pg_roles where rolname = '${applicationRole}'
      ), parts as (
        select classid, objid from pg_depend where deptype in ('e', 'i') or (deptype = 'a' and classid = 'pg_class'::regclass)
      )
      select 1 as step, format('alter schema %I owner to ${applicationRole}', s.nspname) as statement
      from ours s, owner o where s.nspname <> 'public' and s.nspowner <> o.oid
        and ('pg_namespace'::regclass, s.oid) not in (select classid, objid from parts)
      union all
      select 2, format('alter %s %s owner to ${applicationRole}',
        case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, c.oid::regclass)
      from pg_class c join ours s on s.oid = c.relnamespace, owner o
      where c.relkind in ('r', 'p', 'v', 'm', 'S') and c.relowner <> o.oid
        and (c.relkind <> 'S' or ('pg_class'::regclass, c.oid) not in (select classid, objid from parts))
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      union all
      select 3, format('alter routine %s owner to ${applicationRole}', p.oid::regprocedure)
      from pg_proc p join ours s on s.oid = p.pronamespace, owner o
      where p.proowner <> o.oid and ('pg_proc'::regclass, p.oid) not in (select classid, objid from parts)
      union all
      select 4, format('alter type %s owner to ${applicationRole}', t.oid::regtype)
      from pg_type t join ours s on s.oid = t.typnamespace, owner o
      where t.typtype in ('e', 'd', 'r') and t.typowner <> o.oid and ('pg_type'::regclass, t.oid) not in (select classid, objid from parts)
      union all
      select 5, format('alter text search configuration %s owner to ${applicationRole}', f.oid::regconfig)
      from pg_ts_config f join ours s on s.oid = f.cfgnamespace, owner o
      where f.cfgowner <> o.oid and ('pg_ts_config'::regclass, f.oid) not in (select classid, objid from parts)
      order by step
    loop
      execute one.statement;
    end loop;
  end $$`;
