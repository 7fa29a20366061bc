import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { migrate, pendingMigrations } from "#db/migrate.ts";
import { closeJobs, openJobs } from "#lib/jobs.ts";
import { createTestFolder, removeTestFolder, superuserUrl } from "../testing/temporary-postgres.ts";
import { acquirePostgres } from "./database.ts";

const dataDir = createTestFolder();
const control = path.join(dataDir, "postgres");
afterAll(() => removeTestFolder(dataDir));

const what = `
  select rolsuper as super, rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as more, pg_get_userbyid(datdba) as owner
  from pg_roles, pg_database where rolname = current_user and datname = current_database()`;

test("the application owns its database, sets it up without help and is not a superuser", async () => {
  const held = await acquirePostgres({ dataDir });
  const { sql, close } = connect(held.url, { max: 1 });
  expect(await sql.unsafe(what)).toEqual([{ super: false, more: false, owner: "vigie" }]);
  await migrate(held.url);
  expect(await pendingMigrations(sql)).toBe(0);
  process.env.DATABASE_URL = held.url;
  await (await openJobs()).createQueue("q");
  await closeJobs();
  await expect(sql.unsafe("set session_replication_role = replica")).rejects.toThrow("permission denied");
  await expect(sql.unsafe("copy (select 1) to program 'true'")).rejects.toThrow("permission denied");
  await expect(sql.unsafe("select pg_read_file('postgresql.conf')")).rejects.toThrow("permission denied");
  await expect(sql.unsafe("select rolpassword from pg_authid")).rejects.toThrow("permission denied");
  await close();
  await held.release();
});

test("demotes the application of an older cluster, where it was superuser, and keeps all that it owned", async () => {
  // As version 0.1 left it: `vigie` is the first user and owns what the migrations created.
  const held = await acquirePostgres({ dataDir });
  const admin = connect(superuserUrl(dataDir, held.url, "vigie"), { max: 1 });
  await admin.sql.unsafe(
    "reassign owned by vigie to postgres; alter database vigie owner to postgres; drop owned by vigie",
  );
  await admin.sql.unsafe("create role other superuser login password 'x'; create table kept as select 42 as answer");
  await admin.sql.unsafe("drop role vigie");
  await admin.close();
  const other = connect(Object.assign(new URL(held.url), { username: "other", password: "x" }).href, { max: 1 });
  const password = readFileSync(path.join(control, "password"), "utf8");
  await other.sql.unsafe(`alter role postgres rename to vigie; alter role vigie password '${password}'`);
  await other.close();
  await held.release();
  rmSync(path.join(control, "superuser-password"));

  const lines: string[] = [];
  const again = await acquirePostgres({ dataDir, say: (line) => lines.push(line) });
  expect(lines).toEqual(["Removing superuser rights from the application's database role…"]);
  expect(again.url).toBe(held.url);
  const { sql, close } = connect(again.url, { max: 1 });
  expect(await sql.unsafe(what)).toEqual([{ super: false, more: false, owner: "vigie" }]);
  expect(await sql`select answer from kept`).toEqual([{ answer: 42 }]);
  const foreign = await sql`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
      and pg_get_userbyid(c.relowner) <> 'vigie'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`;
  expect(foreign.map(({ name }) => name)).toEqual([]);
  // Statements of a later migration on existing objects.
  await sql.unsafe("alter table articles add later int; alter function refresh_moderation_queue(bigint[]) cost 50");
  const [type] =
    await sql`select min(oid::regtype::text) as name from pg_type where typtype = 'e' and typnamespace = 'public'::regnamespace`;
  await sql.unsafe(`alter type ${type?.name} add value 'later'`);
  await sql.unsafe("alter text search configuration fr alter mapping for asciiword with french_stem");
  await close();
  await again.release();
  const third = await acquirePostgres({ dataDir, say: (line) => lines.push(line) });
  await third.release();
  expect(lines).toHaveLength(1);
});

test("creates a missing role and database", async () => {
  const held = await acquirePostgres({ dataDir });
  const admin = connect(superuserUrl(dataDir, held.url), { max: 1 });
  await admin.sql.unsafe("drop database vigie with (force)");
  await admin.sql.unsafe("drop role vigie");
  await admin.close();
  await held.release();
  const again = await acquirePostgres({ dataDir });
  const { sql, close } = connect(again.url, { max: 1 });
  expect(await sql.unsafe(what)).toEqual([{ super: false, more: false, owner: "vigie" }]);
  await close();
  await again.release();
});

test("a failing statement leaves none of its values in the server's log", async () => {
  const held = await acquirePostgres({ dataDir });
  const { sql, close } = connect(held.url, { max: 1 });
  await sql`create table marked (email text primary key)`;
  await sql`insert into marked values ('zqx@example.org')`;
  const fail = async (query: Promise<unknown>) =>
    expect(await query.catch((error: Error) => error)).toBeInstanceOf(Error);
  await fail(sql`insert into marked values (${"zqx@example.org"})`);
  await fail(sql`select ${"zqx"}::uuid`);
  await fail(sql.unsafe("select 'zqx' from from"));
  await fail(sql.unsafe("do $$ begin raise exception 'zqx'; end $$"));
  await sql.unsafe("do $$ begin raise warning 'zqx'; end $$");
  await sql`drop table marked`;
  await close();
  await held.release();
  expect(readFileSync(path.join(control, "postgres.log"), "utf8")).not.toContain("zqx");
});

test("reports that the passwords do not match the database", async () => {
  const file = path.join(control, "superuser-password");
  const [right, application] = [readFileSync(file, "utf8"), readFileSync(path.join(control, "password"), "utf8")];
  writeFileSync(file, "wrong");
  writeFileSync(path.join(control, "password"), "wrong");
  await expect(acquirePostgres({ dataDir })).rejects.toThrow(/restore `password` and `superuser-password`/);
  writeFileSync(file, right);
  writeFileSync(path.join(control, "password"), application);
  await (await acquirePostgres({ dataDir })).release();
});
