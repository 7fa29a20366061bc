import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { knownMigrations, migrate, migrationsFolder } from "#db/migrate.ts";
import { testDatabase } from "#db/testing.ts";

const { sql, url } = testDatabase({ empty: true });

afterEach(() => sql.unsafe("drop schema if exists drizzle cascade; drop schema public cascade; create schema public"));

/** The migrations as an older version of the code had them, up to and with `tag`. */
async function migrateAsOf(tag: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "vigie-older-"));
  cpSync(migrationsFolder, folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8"));
  journal.entries = knownMigrations().slice(0, knownMigrations().findIndex((entry) => entry.tag === tag) + 1);
  writeFileSync(file, JSON.stringify(journal));
  await migrate(url, { folder });
  rmSync(folder, { recursive: true });
}

/** Each released step gets a line: the last migration that it knew, and the files that fill its tables. */
const steps: [tag: string, ...files: string[]][] = [
  ["0000_baseline", "baseline-site.sql"],
  ["0004_cancelled_issues", "baseline-site.sql", "newsletter-site.sql"],
];

async function fillTables(files: string[]): Promise<void> {
  for (const file of files) await sql.unsafe(readFileSync(join(import.meta.dirname, file), "utf8"));
}

test.each(steps)("a site of %s is upgraded without losing a row", async (tag, ...files) => {
  await migrateAsOf(tag);
  await fillTables(files);
  const before = await contents();
  const empty = Object.keys(before).filter((table) => before[table]?.length === 0);
  expect(empty, `tables without a row in ${files}`).toEqual([]);

  await migrate(url);

  const after = await contents();
  for (const [table, rows] of Object.entries(before)) {
    // A later migration may have added columns.
    expect(after[table], table).toEqual(rows.map((row) => expect.objectContaining(row)));
  }
});

test.each(steps)("what code of %s writes is accepted by the newest tables", async (_tag, ...files) => {
  await migrate(url);
  await fillTables(files);
});

test("the migrations can be applied one release after the other", async () => {
  for (const { tag } of knownMigrations()) await migrateAsOf(tag);
  expect(await migrate(url)).toEqual({ applied: 0 });
});

async function contents(): Promise<Record<string, Record<string, unknown>[]>> {
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  const found: Record<string, Record<string, unknown>[]> = {};
  for (const { name } of tables) {
    const rows = await sql.unsafe(`select to_jsonb(t) as row from ${name} t order by to_jsonb(t)::text`);
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}
