import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { invalidationChannel } from "#db/invalidation.ts";
import { comments, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "../mutations.ts";
import { commentsPerProfilePage, createExcerpt } from "../rules.ts";
import { countProfileComments, listProfileComments } from "./queries.ts";

const { db, sql, clear, queries } = testDatabase();
let ada = 0;

beforeEach(async () => {
  await clear();
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  ada = row?.id ?? 0;
});

const article = async (slug: string) =>
  (
    await upsertArticle(db, {
      slug,
      status: "published",
      title: slug,
      lead: "",
      bodyHtml: "",
      publishedAt: new Date("2026-01-01"),
    })
  ).id;
async function write(articleId: number, n: number, more: { memberId?: number; status?: "visible" | "pending" } = {}) {
  const createdAt = new Date(Date.UTC(2026, 1, 1, 0, n));
  const one = { key: "k", memberId: ada, status: "visible" as const, bodySource: "x", bodyHtml: `<p>${n}</p>` };
  return (await addComments(db, articleId, [{ ...one, createdAt, ...more }])).get("k") ?? 0;
}

test("lists visible comments newest first, page after page, in one statement each", async () => {
  const [first, second] = [await article("un"), await article("deux")];
  for (let n = 0; n < commentsPerProfilePage + 2; n += 1) await write(n % 2 ? first : second, n);
  await write(first, 50, { status: "pending" });
  const [other] = await db.insert(members).values({ name: "B", handle: "b" }).returning({ id: members.id });
  await write(first, 51, { memberId: other?.id });
  await db.update(comments).set({ reactionCount: 2 }).where(eq(comments.memberId, ada));

  const { result: page, statements } = await queries(() => listProfileComments(db, ada, 1));
  expect(statements).toHaveLength(1);
  expect(page.map(({ bodyHtml }) => bodyHtml).slice(0, 2)).toEqual(["<p>21</p>", "<p>20</p>"]);
  expect(page).toHaveLength(commentsPerProfilePage);
  expect(page[0]).toMatchObject({ article: { slug: "un" }, hasSeparatePage: false, isReply: false });
  expect((await listProfileComments(db, ada, 2)).map(({ bodyHtml }) => bodyHtml)).toEqual(["<p>1</p>", "<p>0</p>"]);
  expect(await countProfileComments(db, ada)).toEqual({ comments: 22, reactions: 46 - 2 });

  await setArticleStatus(db, [first], "withdrawn");
  expect(await countProfileComments(db, ada)).toEqual({ comments: 11, reactions: 22 });
});

test("invalidates the author's profile when a comment is posted", async () => {
  const heard: string[] = [];
  const listening = await sql.listen(invalidationChannel, (payload) => heard.push(payload));
  await write(await article("un"), 1);
  await sql.notify(invalidationChannel, "end");
  await expect.poll(() => heard.at(-1)).toBe("end");
  expect(heard.join()).toContain(commentCacheTags.member(ada));
  await listening.unlisten();
});

test.each([
  ["Court.", "Court."],
  ["  Deux\n\nlignes ", "Deux lignes"],
  [`${"mot ".repeat(100)}`, `${"mot ".repeat(80).trim()}…`],
  ["x".repeat(400), `${"x".repeat(320)}…`],
])("truncates %j between words", (text, excerpt) => {
  expect(createExcerpt(text)).toBe(excerpt);
});
