import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import {
  articleAuthors,
  articleCategories,
  articleTags,
  authors,
  categories,
  comments,
  follows,
  members,
  notifications,
  pendingFollowedComments,
  pendingNotificationMails,
  settings,
  tags,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { notifyOfComments } from "#features/comments/notify.ts";
import { aComment, postCommentAs } from "#features/comments/testing.ts";
import { muteMember } from "#features/mutes/mutations.ts";
import { isNews } from "./jobs.ts";
import { announceArticle, notifyFollowersOfComments } from "./mutations.ts";

const { db, clear, queries } = testDatabase();
const ids: Record<string, number> = {};
let articleId = 0;
let keys = 0;

beforeEach(async () => {
  await clear();
  for (const handle of ["ada", "bruno", "cleo"]) {
    const [row] = await db
      .insert(members)
      .values({ name: handle, handle, confirmedAt: new Date() })
      .returning({ id: members.id });
    ids[handle] = row?.id ?? 0;
  }
  const article = { slug: "fil", status: "published", title: "Fil", lead: "", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...article, publishedAt: new Date() })).id;
  await db.insert(settings).values({ key: "comments.newcomer", value: 0 });
});

const idOf = (name: string) => ids[name] ?? 0;
const insertedId = (rows: { id: number }[]) => rows[0]?.id ?? 0;
const seen = async (name: string) =>
  (
    await db
      .select()
      .from(notifications)
      .where(eq(notifications.memberId, idOf(name)))
      .orderBy(notifications.id)
  ).map(({ kind, articleId: article, commentId }) => `${kind} ${article ?? commentId}`);
async function say(name: string, body: string, parent?: number) {
  const input = { article: "fil", key: `key-${keys++}-long`, body, ...(parent === undefined ? {} : { parent }) };
  const posted = await postCommentAs(db, { id: idOf(name), role: "editor" }, input);
  if (!posted.ok) throw new Error(posted.code);
  return posted.value.id;
}

test("announces an article once to each follower of its tag, author or parent category, but not to its author", async () => {
  const tagId = insertedId(await db.insert(tags).values({ slug: "t", name: "T" }).returning());
  const parentId = insertedId(await db.insert(categories).values({ slug: "p", name: "P" }).returning());
  const childId = insertedId(await db.insert(categories).values({ slug: "c", name: "C", parentId }).returning());
  const authorId = insertedId(
    await db
      .insert(authors)
      .values({ handle: "cleo", name: "Cleo", memberId: idOf("cleo") })
      .returning(),
  );
  await db.insert(articleTags).values({ articleId, tagId });
  await db.insert(articleCategories).values({ articleId, categoryId: childId });
  await db.insert(articleAuthors).values({ articleId, authorId });
  await db.insert(follows).values([
    { memberId: idOf("ada"), tagId },
    { memberId: idOf("ada"), authorId },
    { memberId: idOf("bruno"), categoryId: parentId },
    { memberId: idOf("cleo"), tagId },
  ]);
  // Two jobs at once, then once more.
  const [both, { statements }] = [
    await Promise.all([announceArticle(db, articleId), announceArticle(db, articleId)]),
    await queries(() => announceArticle(db, articleId)),
  ];
  expect(both.sort()).toEqual([0, 2]);
  expect(statements).toHaveLength(1);
  expect([await seen("ada"), await seen("bruno"), await seen("cleo")]).toEqual([
    [`article ${articleId}`],
    [`article ${articleId}`],
    [],
  ]);
  expect(await db.$count(pendingNotificationMails)).toBe(2);
});

test("does not announce an article that is withdrawn before the job runs, nor one that appears again later", async () => {
  await setArticleStatus(db, [articleId], "withdrawn");
  await announceArticle(db, articleId);
  const tagId = insertedId(await db.insert(tags).values({ slug: "t", name: "T" }).returning());
  await db.insert(articleTags).values({ articleId, tagId });
  await db.insert(follows).values({ memberId: idOf("ada"), tagId });
  await setArticleStatus(db, [articleId], "published");
  expect(await announceArticle(db, articleId)).toBe(1);
  const now = new Date("2026-11-28T12:00:00Z");
  expect(isNews(null, now)).toBe(true);
  expect(isNews(new Date("2026-11-28T11:00:00Z"), now)).toBe(true);
  expect(isNews(new Date("2026-11-26T12:00:00Z"), now)).toBe(false);
});

test("notifies followers of a discussion, except the author, those who mute the author, and those who are answered or mentioned", async () => {
  await say("ada", "Avant");
  await db.insert(follows).values(["ada", "bruno", "cleo"].map((name) => ({ memberId: idOf(name), articleId })));
  const root = await say("bruno", "Un");
  const reply = await say("ada", "Deux, @cleo", root);
  expect(await db.$count(pendingFollowedComments)).toBe(2);
  await muteMember(db, idOf("cleo"), "bruno");
  const { result, statements } = await queries(() => notifyFollowersOfComments(db));
  expect([result, statements.length]).toEqual([2, 1]);
  expect(await seen("ada")).toEqual([`comment ${root}`]);
  expect(await seen("bruno")).toEqual([`reply ${reply}`]);
  expect(await seen("cleo")).toEqual([`mention ${reply}`]);
  expect(await notifyFollowersOfComments(db)).toBe(0);
});

test("several processes share the comments, and each follower is notified once of each", async () => {
  await db.insert(follows).values({ memberId: idOf("ada"), articleId });
  for (let n = 0; n < 5; n += 1) await say("bruno", `Avis ${n}`);
  const handled = await Promise.all([1, 2, 3].map(() => notifyFollowersOfComments(db)));
  expect(handled.reduce((sum, n) => sum + n, 0)).toBe(5);
  expect(await seen("ada")).toHaveLength(5);
});

test("many comments are shared among short transactions, and a stop leaves the others for the next run", async () => {
  await db.insert(follows).values({ memberId: idOf("ada"), articleId });
  for (let n = 0; n < 9; n += 1) await say("bruno", `Avis ${n}`);
  expect(await notifyFollowersOfComments(db, AbortSignal.abort())).toBe(4);
  const { result, statements } = await queries(() => notifyFollowersOfComments(db));
  expect([result, statements.length]).toEqual([5, 2]);
  expect(await seen("ada")).toHaveLength(9);
});

test("a comment that is gone before its followers are notified notifies nobody", async () => {
  await db.insert(follows).values({ memberId: idOf("ada"), articleId });
  const id = await say("bruno", "Un");
  await db.update(comments).set({ status: "removed" }).where(eq(comments.id, id));
  await notifyFollowersOfComments(db);
  expect(await seen("ada")).toEqual([]);
});

test("a comment that a moderator approves later is news, once", async () => {
  await db.insert(follows).values({ memberId: idOf("ada"), articleId });
  const id = await aComment(db, articleId, { memberId: idOf("bruno") });
  for (let times = 2; times > 0; times -= 1) {
    await notifyOfComments(db, { id, mentions: [] });
    await notifyFollowersOfComments(db);
  }
  expect(await seen("ada")).toEqual([`comment ${id}`]);
});

test("a comment in a discussion that nobody follows is not noted", async () => {
  await say("bruno", "Un");
  expect(await db.$count(pendingFollowedComments)).toBe(0);
});
