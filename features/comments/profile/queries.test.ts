import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { comments, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "../mutations.ts";
import { commentsPerProfilePage, createExcerpt } from "../rules.ts";
import { countProfileComments, listProfileComments } from "./queries.ts";

const { db, clear, queries, recordedChanges } = testDatabase();
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
  const articleId = await article("un");
  const changes = await recordedChanges(() => write(articleId, 1));
  expect(changes.flatMap(({ tags }) => tags)).toContain(commentCacheTags.member(ada));
});

test.each([
  ["Court.", "Court."],
  ["  Deux\n\nlignes ", "Deux lignes"],
  [`${"mot ".repeat(100)}`, `${"mot ".repeat(80).trim()}…`],
  ["x".repeat(400), `${"x".repeat(320)}…`],
])("truncates %j between words", (text, excerpt) => {
  expect(createExcerpt(text)).toBe(excerpt);
});
