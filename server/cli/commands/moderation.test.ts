import { afterAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { comments, spamWords } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { runInProcess as vigie } from "../testing.ts";

const { url } = testDatabase();
const { db, close } = connect(url);
afterAll(close);

test("prints precision and recall of the spam score on held-out comments; a dry run stores nothing, training does", async () => {
  const input = { slug: "fil", title: "Fil", lead: "", bodyHtml: "", status: "published" } as const;
  const { id } = await upsertArticle(db, { ...input, publishedAt: new Date() });
  const rows = Array.from({ length: 200 }, (_, n) => {
    const [status, text] =
      n % 2 ? (["spam", "gagnez casino facile"] as const) : (["visible", "correctif serveur"] as const);
    return { articleId: id, thread: n + 1, status, bodySource: text, bodyHtml: `<p>${text}</p>` };
  });
  await db.insert(comments).values(rows);

  const tried = await vigie("moderation", "evaluate", "--json");
  expect(tried.code).toBe(0);
  expect(JSON.parse(tried.out)).toEqual({
    tried: { approved: 20, refused: 20 },
    precision: 1,
    recall: 1,
    examples: { approved: 80, refused: 80 },
  });
  expect(await db.$count(spamWords)).toBe(0);

  const trained = await vigie("moderation", "train");
  expect(trained.code).toBe(0);
  expect(trained.out).toContain(
    "On 20 approved and 20 refused comments kept apart: precision 100.0 %, recall 100.0 %.\n",
  );
  expect(await db.$count(spamWords)).toBe(5);
});
