import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { prepareOnce } from "./prepare-once.ts";
import { articles } from "./schema.ts";
import { testDatabase } from "./testing.ts";

const { db } = testDatabase();

test("builds a statement once for each database and variant, and runs it with the values of each call", async () => {
  const built: string[] = [];
  const query = prepareOnce((on, variant: string) => {
    built.push(variant);
    return on
      .select({ said: sql<string>`${sql.placeholder("word")}::text` })
      .from(sql`(select) as one`)
      .prepare(variant);
  });
  expect(await query(db, "a").execute({ word: "un" })).toEqual([{ said: "un" }]);
  expect(await query(db, "a").execute({ word: "deux" })).toEqual([{ said: "deux" }]);
  await query(db, "b").execute({ word: "trois" });
  expect(built).toEqual(["a", "b"]);
  await db.transaction(async (tx) => {
    await tx.insert(articles).values({ slug: "seen-inside", title: "x", bodyHtml: "" });
    const inside = prepareOnce((on) => on.select({ slug: articles.slug }).from(articles).prepare("inside"));
    expect(await inside(db, undefined).execute()).toEqual([]);
    expect(await inside(tx, undefined).execute()).toEqual([{ slug: "seen-inside" }]);
  });
});
