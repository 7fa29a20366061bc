import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { listRelated } from "./queries.ts";

const { db, queries, sql } = testDatabase();
const ids: number[] = [];

beforeAll(async () => {
  for (const [n, status] of (["published", "published", "draft", "published"] as const).entries()) {
    const put = await upsertArticle(db, {
      slug: `a${n}`,
      status,
      title: `A${n}`,
      lead: "",
      bodyHtml: "",
      publishedAt: new Date(n),
    });
    ids.push(put.id);
  }
  for (const [rank, other] of [3, 2, 1].entries())
    await sql`insert into related_articles (article_id, related_id, rank, score, reasons)
      values (${Number(ids[0])}, ${Number(ids[other])}, ${rank + 1}, 1, ${JSON.stringify({ tags: [`T${other}`] })}::text::jsonb)`;
});

test("lists the stored selection in order, with reasons, without drafts, in two queries", async () => {
  const { result, statements } = await queries(() => listRelated(db, Number(ids[0]), 6));
  expect(result.map(({ slug, reasons }) => [slug, reasons.tags])).toEqual([
    ["a3", ["T3"]],
    ["a1", ["T1"]],
  ]);
  expect(statements).toHaveLength(1);
  expect(await listRelated(db, Number(ids[0]), 0)).toEqual([]);
});
