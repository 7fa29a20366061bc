import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { database } from "./client.ts";
import { settings } from "./schema.ts";
import { testDatabase } from "./testing.ts";

const { db, sql, queries, clear, url } = testDatabase();

test("the file's database is migrated, empty and the one of database()", async () => {
  expect(await sql`select current_database() as name`).toEqual([{ name: new URL(url).pathname.slice(1) }]);
  await database().insert(settings).values({ key: "a", value: 1 });
  expect(await db.select().from(settings)).toHaveLength(1);
  await clear();
  expect(await db.select().from(settings)).toHaveLength(0);
});

test("counts statements, so that one query per row is noticed", async () => {
  const { result, statements } = await queries(async () => {
    await db.select().from(settings);
    return db.select().from(settings).where(eq(settings.key, "a"));
  });
  expect(result).toEqual([]);
  expect(statements).toHaveLength(2);
  expect(statements[1]).toContain('where "settings"."key" = $1');
});
