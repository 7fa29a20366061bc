import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";

const { sql } = testDatabase();

test("an index begins with the columns of each foreign key, so that a delete does not read the whole table", async () => {
  const bare = await sql`
    select conrelid::regclass::text as table, conname as key
    from pg_constraint c
    where contype = 'f' and connamespace = 'public'::regnamespace
      and not exists (
        select 1 from pg_index i
        where i.indrelid = c.conrelid and i.indisvalid
          -- A delete looks for a value: what is null need not stand in the index.
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = (
            select format('(%I IS NOT NULL)', attname) from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1]))
          and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
      )`;
  expect([...bare]).toEqual([]);
  const [{ keys } = { keys: 0 }] = await sql<{ keys: number }[]>`
    select count(*)::int as keys from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`;
  expect(keys).toBeGreaterThan(10);
});

test("every table has a primary key", async () => {
  const without = await sql`
    select relname from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace
      and not exists (select 1 from pg_constraint where conrelid = c.oid and contype = 'p')`;
  expect([...without]).toEqual([]);
});

test("timestamps have a zone, text has no length limit, and names are snake_case", async () => {
  const odd = await sql`
    select table_name, column_name, data_type from information_schema.columns
    where table_schema = 'public' and (
      data_type in ('timestamp without time zone', 'character varying', 'character', 'json', 'money')
      or column_name !~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'
      or (data_type = 'timestamp with time zone' and column_name !~ '_at$'))`;
  expect([...odd]).toEqual([]);
});

test("every foreign key says what a delete of its parent does", async () => {
  const undecided = await sql`
    select conrelid::regclass::text as table, conname as key from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace and confdeltype = 'a'`;
  expect([...undecided], "say onDelete in the schema: cascade, restrict or set null").toEqual([]);
});
