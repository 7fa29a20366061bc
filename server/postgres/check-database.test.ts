import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { connect } from "#db/client.ts";
import { checkDatabase } from "./check-database.ts";

/** The test run's own server takes the place of the operator's. */
const owner = inject("postgresOwnerUrl");
const name = `outside_${randomBytes(6).toString("hex")}`;
const admin = connect(owner, { max: 1 });
const at = (changes: { username?: string; password?: string; pathname?: string } = {}) =>
  Object.assign(new URL(owner), { username: name, password: "right", pathname: `/${name}`, ...changes }).href;

beforeAll(async () => {
  await admin.sql.unsafe(`create role ${name} login password 'right'`);
  await admin.sql.unsafe(`create database ${name} owner ${name}`);
});
afterAll(async () => {
  await admin.sql.unsafe(`drop database ${name} with (force)`);
  await admin.sql.unsafe(`drop role ${name}`);
  await admin.close();
});

async function why(url = at()): Promise<string> {
  return checkDatabase(url).then(
    () => "",
    (error: Error) => error.message,
  );
}

test("accepts a database of the operator's own that has what Vigie needs", async () => {
  expect(await why()).toBe("");
});

test("names the command that creates a missing database", async () => {
  expect(await why(at({ pathname: "/no_such" }))).toMatch(
    /^There is no database no_such at 127\.0\.0\.1:\d+: run `createdb --host=127\.0\.0\.1 --port=\d+ --username=postgres --owner=outside_\w+ --template=template0 --encoding=UTF8 no_such`, then start again\.$/,
  );
});

test("reports a wrong password without repeating it", async () => {
  const said = await why(at({ password: "guess" }));
  expect(said).toContain(`refuses the user ${name}`);
  expect(said).not.toContain("guess");
});

test("refuses a database that does not say where its log is", async () => {
  const inside = connect(Object.assign(new URL(owner), { pathname: `/${name}` }).href, { max: 1 });
  await inside.sql`revoke execute on function pg_current_wal_lsn() from public`;
  expect(await why()).toContain("pg_current_wal_lsn: permission denied");
  await inside.sql`grant execute on function pg_current_wal_lsn() to public`;
  expect(await why()).toBe("");
  await inside.close();
});

test("names the grant for a role that may create nothing, and the grant is enough", async () => {
  await admin.sql.unsafe(`alter database ${name} owner to postgres`);
  const inside = connect(Object.assign(new URL(owner), { pathname: `/${name}` }).href, { max: 1 });
  const run = (said: string) => inside.sql.unsafe(/`([^`]+)`/.exec(said)?.[1] ?? "");
  const first = await why();
  expect(first).toContain(`run \`GRANT CREATE ON DATABASE ${name} TO ${name};\``);
  await run(first);
  const second = await why();
  expect(second).toContain(`run \`GRANT CREATE ON SCHEMA public TO ${name};\``);
  await run(second);
  expect(await why()).toBe("");
  await inside.close();
});

test.each([
  ["the role", `alter role ${name} connection limit`, `ALTER ROLE ${name} CONNECTION LIMIT 32;`],
  ["the database", `alter database ${name} connection limit`, `ALTER DATABASE ${name} CONNECTION LIMIT 32;`],
])("names the command that raises too low a connection limit of %s", async (whose, limit, command) => {
  await admin.sql.unsafe(`${limit} 5`);
  const said = await why();
  expect(said).toContain(`allows 5 connections to ${whose} ${name}, and Vigie needs 16: run \`${command}\``);
  await admin.sql.unsafe(`${limit} 1`);
  const held = connect(at(), { max: 1 });
  await held.sql`select 1`;
  const full = await why();
  expect(full).toMatch(
    new RegExp(`accepts no more connections .* run \`ALTER (ROLE|DATABASE) "${name}" CONNECTION LIMIT 32;\``),
  );
  await held.close();
  await admin.sql.unsafe(command);
  expect(await why()).toBe("");
  await admin.sql.unsafe(`${limit} -1`);
});
