import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { articleAuthors, authors, commentReactions, comments, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { addComments } from "#features/comments/mutations.ts";
import { toStanding } from "#features/members/standing/rules.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { readViewerData } from "./queries.ts";

const { db, clear, queries } = testDatabase();
let articleId = 0;
let viewer: Viewer;

beforeEach(async () => {
  await clear();
  const input = { slug: "sujet", status: "published", title: "Sujet", lead: "", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...input, publishedAt: new Date() })).id;
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  const own = { name: "Ada", handle: "ada", role: "reader", confirmed: true, avatarMediaId: null } as const;
  const standing = toStanding(undefined);
  viewer = { ...own, standing, id: row?.id ?? 0, signedInAt: new Date(), sessionId: "s" };
});

async function write(key: string, status: "visible" | "pending" | "spam", minutesAgo: number, memberId = viewer.id) {
  const createdAt = new Date(Date.now() - minutesAgo * 60_000);
  const one = { key, status, memberId, createdAt, bodySource: key, bodyHtml: `<p>${key} : dit</p>` };
  return (await addComments(db, articleId, [one])).get(key) ?? 0;
}

test("returns nothing to an anonymous reader", async () => {
  expect(await readViewerData(db, undefined, "sujet")).toEqual({
    viewer: null,
    rating: null,
    ratingState: "counted",
    isAuthor: false,
    comments: { own: [], pending: [] },
    reactions: [],
    moderates: false,
    edits: null,
    unread: 0,
    muted: [],
  });
});

test("returns the member's own stars, comments and pending comments, nobody else's", async () => {
  const [other] = await db.insert(members).values({ name: "B", handle: "b" }).returning({ id: members.id });
  await rateArticle(db, articleId, viewer.id, 4);
  await rateArticle(db, articleId, other?.id ?? 0, 1);
  const old = await write("ancien", "visible", 6);
  const fresh = await write("neuf", "visible", 1);
  const waiting = await write("attend", "pending", 2);
  await write("rejeté", "spam", 1);
  await write("autre", "pending", 1, other?.id);
  const deleted = await write("supprimé", "visible", 1);
  await db.update(comments).set({ status: "removed", deletedAt: new Date() }).where(eq(comments.id, deleted));

  const own = await readViewerData(db, viewer, "sujet");
  expect(own).toMatchObject({
    viewer: { name: "Ada", handle: "ada", role: "reader", confirmed: true },
    rating: 4,
    ratingState: "counted",
    isAuthor: false,
    moderates: false,
  });
  expect(own?.comments.own.map(({ id }) => id)).toEqual([fresh, old]);
  expect(own?.comments.own.map(({ editableUntil }) => editableUntil !== null)).toEqual([true, false]);
  expect(own?.comments.pending).toEqual([
    // French typography is applied on output: a narrow no-break space before the colon.
    { id: waiting, parentId: null, createdAt: expect.any(String), body: [["p", {}, ["attend\u202f: dit"]]] },
  ]);
});

test("returns the member's own reactions on this article, nobody else's", async () => {
  const [other] = await db.insert(members).values({ name: "B", handle: "b" }).returning({ id: members.id });
  const [one, two] = [await write("un", "visible", 1, other?.id), await write("deux", "visible", 1, other?.id)];
  await db.insert(commentReactions).values({ commentId: two, memberId: viewer.id });
  await db.insert(commentReactions).values({ commentId: one, memberId: other?.id ?? 0 });
  expect(await readViewerData(db, viewer, "sujet")).toMatchObject({ reactions: [two] });
});

test("tells authors and moderators apart from other members", async () => {
  const [byline] = await db
    .insert(authors)
    .values({ handle: "ada", name: "Ada", memberId: viewer.id })
    .returning({ id: authors.id });
  await db.insert(articleAuthors).values({ articleId, authorId: byline?.id ?? 0 });
  expect(await readViewerData(db, viewer, "sujet")).toMatchObject({ isAuthor: true, moderates: false });
  for (const role of ["moderator", "admin"] as const)
    expect(await readViewerData(db, { ...viewer, role })).toMatchObject({ moderates: true });
  expect(await readViewerData(db, { ...viewer, role: "editor" })).toMatchObject({ moderates: false, edits: null });
  for (const role of ["reader", "contributor", "moderator"] as const)
    expect(await readViewerData(db, { ...viewer, role }, "sujet")).toMatchObject({ edits: null });
  for (const role of ["editor", "admin"] as const)
    expect(await readViewerData(db, { ...viewer, role }, "sujet")).toMatchObject({ edits: articleId });
});

test("treats an unknown, a draft or a withdrawn article as missing", async () => {
  expect(await readViewerData(db, viewer, "autre")).toBeUndefined();
  await setArticleStatus(db, [articleId], "withdrawn");
  expect(await readViewerData(db, viewer, "sujet")).toBeUndefined();
});

test("runs five statements for an article with any number of comments, two elsewhere", async () => {
  for (let n = 0; n < 30; n += 1) await write(`c${n}`, n % 2 ? "visible" : "pending", n);
  const onArticle = await queries(() => readViewerData(db, viewer, "sujet"));
  expect(onArticle.statements).toHaveLength(5);
  expect(onArticle.result?.comments.pending).toHaveLength(15);
  expect((await queries(() => readViewerData(db, viewer))).statements).toHaveLength(2);
});

test("makes a table in a pending comment scroll sideways as once published", async () => {
  const id = await write("tableau", "pending", 1);
  const bodyHtml = "<table><tbody><tr><td>a</td></tr></tbody></table>";
  await db.update(comments).set({ bodyHtml }).where(eq(comments.id, id));
  expect((await readViewerData(db, viewer, "sujet"))?.comments.pending[0]?.body[0]?.[1]).toMatchObject({
    className: "scrollable",
  });
});
