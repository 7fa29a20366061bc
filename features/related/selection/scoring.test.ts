import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { maxCounted } from "../rules.ts";
import { scoredPairs } from "./scoring.ts";

const { db, sql: query } = testDatabase();

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  Plans?: PlanNode[];
}

// So large that no plan gains by scanning a whole table.
const size = 20_000;

// Every article has the tag, the category and the word: the worst case.
beforeAll(async () => {
  await query.begin(async (tx) => {
    // As a replica: the triggers of the search index would take most of the time.
    await tx`set local session_replication_role = replica`;
    await tx`insert into tags (slug, name) values ('t', 'T')`;
    await tx`insert into categories (slug, name) values ('c', 'C')`;
    await tx`
      insert into articles (slug, title, status, published_at)
      select 'a-' || n, 'Commun', 'published', timestamptz '2026-01-01' + n * interval '1 hour' from generate_series(1, ${size}) as n`;
    await tx`insert into article_tags (article_id, tag_id, listed_at) select id, 1, published_at from articles`;
    await tx`insert into article_categories (article_id, category_id, listed_at) select id, 1, published_at from articles`;
    await tx`insert into article_keywords (article_id, word, weight, listed_at) select id, 'commun', 1, published_at from articles`;
  });
  await query`vacuum analyze`;
});

test("does not read all articles with a feature that every article has", async () => {
  const [row] = await db.execute<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
    sql`explain (analyze, format json) ${scoredPairs([size / 2])} select count(*), sum(score), max(reasons::text) from pairs`,
  );
  const read = new Map<string, number>();
  const walk = (node: PlanNode) => {
    const table = node["Relation Name"];
    if (table) read.set(table, (read.get(table) ?? 0) + node["Actual Rows"] * node["Actual Loops"]);
    for (const child of node.Plans ?? []) walk(child);
  };
  const plan = row?.["QUERY PLAN"][0]?.Plan;
  if (!plan) throw new Error("There is no plan.");
  walk(plan);
  // Counting stops at `maxCounted`; the index scans and the shortlist read a few hundred more.
  expect(read.get("article_tags")).toBeLessThan(maxCounted + 500);
  expect(read.get("article_keywords")).toBeLessThan(maxCounted + 500);
  expect(read.get("article_categories")).toBeLessThan(500);
  // The subject and the shortlist: the site's size is in the statistics.
  expect(read.get("articles")).toBeLessThan(200);
});

test("picks the nearest candidates on both sides, without the article itself", async () => {
  const rows = await db.execute<{ related_id: number; score: number }>(
    sql`${scoredPairs([100])} select related_id, score from pairs order by score desc, related_id desc limit 4`,
  );
  expect(rows.map((row) => row.related_id)).toEqual([101, 99, 102, 98]);
  expect(rows[0]?.score).toBe(rows[1]?.score);
});
