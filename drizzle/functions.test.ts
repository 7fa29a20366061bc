import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";

const folder = join(import.meta.dirname, "functions");
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
const { sql } = testDatabase();

/** The definition of each function and trigger in the schema `public`, those of extensions excepted, by its name. */
async function listDefinitions(): Promise<Record<string, string>> {
  const rows = await sql<{ name: string; definition: string }[]>`
    select 'function ' || proname as name, pg_get_functiondef(p.oid) as definition from pg_proc as p
    where pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')
    union all
    select 'trigger ' || tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal`;
  return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
}

function listDeclared(text: string): string[] {
  return [...text.matchAll(/^CREATE (?:OR REPLACE|CONSTRAINT) (FUNCTION|TRIGGER) "(\w+)"/gm)].map(
    ([, kind, name]) => `${kind?.toLowerCase()} ${name}`,
  );
}

test("each function and trigger of the database is declared once in drizzle/functions", async () => {
  const declared = files.flatMap(({ text }) => listDeclared(text));
  expect(declared.sort()).toEqual(Object.keys(await listDefinitions()).sort());
});

test.each(files)("$name is what the migrations made", async ({ name, text }) => {
  const migrated = await listDefinitions();
  for (const statement of text.split("--> statement-breakpoint")) await sql.unsafe(statement);
  expect(await listDefinitions(), `add a migration with the definition in drizzle/functions/${name}`).toEqual(migrated);
});
