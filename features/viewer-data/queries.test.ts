import { sql as drizzleSql, eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { MemberRole } from "#db/schema/members.ts";
import {
  articleAuthors,
  articleTags,
  authors,
  commentReactions,
  comments,
  follows,
  memberSessions,
  members,
  mutes,
  notifications,
  tags,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { revokeSession, startSession } from "#features/auth/sessions/mutations.ts";
import type { SessionIdentity } from "#features/auth/sessions/session-identity.ts";
import { addComments } from "#features/comments/mutations.ts";
import type { FollowSubject } from "#features/follows/rules.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { readViewerData } from "./queries.ts";

const { db, sql, clear, queries } = testDatabase();
let articleId = 0;
let viewer: SessionIdentity;

beforeEach(async () => {
  await clear();
  const input = { slug: "sujet", status: "published", title: "Sujet", lead: "", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...input, publishedAt: new Date() })).id;
  const [row] = await db
    .insert(members)
    .values({ name: "Ada", handle: "ada", confirmedAt: new Date() })
    .returning({ id: members.id });
  const memberId = row?.id ?? 0;
  viewer = { ...(await startSession(db, memberId, "password", "")), memberId };
});

async function write(
  key: string,
  status: "visible" | "pending" | "spam",
  minutesAgo: number,
  memberId = viewer.memberId,
) {
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
    followed: [],
    unread: 0,
    muted: [],
  });
});

test("returns the member's own stars, comments and pending comments, nobody else's", async () => {
  const [other] = await db.insert(members).values({ name: "B", handle: "b" }).returning({ id: members.id });
  await rateArticle(db, articleId, viewer.memberId, 4);
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
  await db.insert(commentReactions).values({ commentId: two, memberId: viewer.memberId });
  await db.insert(commentReactions).values({ commentId: one, memberId: other?.id ?? 0 });
  expect(await readViewerData(db, viewer, "sujet")).toMatchObject({ reactions: [two] });
});

test("tells authors and moderators apart from other members", async () => {
  const [byline] = await db
    .insert(authors)
    .values({ handle: "ada", name: "Ada", memberId: viewer.memberId })
    .returning({ id: authors.id });
  await db.insert(articleAuthors).values({ articleId, authorId: byline?.id ?? 0 });
  expect(await readViewerData(db, viewer, "sujet")).toMatchObject({ isAuthor: true, moderates: false });
  const readAs = async (role: MemberRole, slug?: string) => {
    await db.update(members).set({ role }).where(eq(members.id, viewer.memberId));
    return readViewerData(db, viewer, slug);
  };
  for (const role of ["moderator", "admin"] as const) expect(await readAs(role)).toMatchObject({ moderates: true });
  expect(await readAs("editor")).toMatchObject({ moderates: false, edits: null });
  for (const role of ["reader", "contributor", "moderator"] as const)
    expect(await readAs(role, "sujet")).toMatchObject({ edits: null });
  for (const role of ["editor", "admin"] as const)
    expect(await readAs(role, "sujet")).toMatchObject({ edits: articleId });
});

test("treats an unknown, a draft or a withdrawn article as missing", async () => {
  expect(await readViewerData(db, viewer, "autre")).toBeUndefined();
  await setArticleStatus(db, [articleId], "withdrawn");
  expect(await readViewerData(db, viewer, "sujet")).toBeUndefined();
});

test("runs one statement with any number of comments, and none without a session and an article", async () => {
  for (let n = 0; n < 30; n += 1) await write(`c${n}`, n % 2 ? "visible" : "pending", n);
  const counted = async (session: SessionIdentity | undefined, slug?: string) =>
    queries(() => readViewerData(db, session, slug));
  const onArticle = await counted(viewer, "sujet");
  expect(onArticle.statements).toHaveLength(1);
  expect(onArticle.result?.comments.pending).toHaveLength(15);
  expect((await counted(viewer)).statements).toHaveLength(1);
  expect((await counted(undefined, "sujet")).statements).toHaveLength(1);
  expect((await counted(undefined)).statements).toEqual([]);
});

test("prepares its statement once on each connection", async () => {
  await db.transaction(async (tx) => {
    for (let n = 0; n < 3; n += 1) await readViewerData(tx, viewer, "sujet");
    const prepared = await tx.execute(
      drizzleSql`select from pg_prepared_statements where statement like 'with "viewer" as%'`,
    );
    expect(prepared).toHaveLength(1);
  });
});

test("returns nothing about a member whose session has ended", async () => {
  await write("attend", "pending", 2);
  await rateArticle(db, articleId, viewer.memberId, 4);
  const nobody = await readViewerData(db, undefined, "sujet");
  expect(await readViewerData(db, viewer, "sujet")).toMatchObject({ rating: 4 });
  for (const wrong of [{ version: 2 }, { memberId: viewer.memberId + 1 }, { id: "another" }])
    expect(await readViewerData(db, { ...viewer, ...wrong }, "sujet")).toEqual(nobody);
  const [other] = await db.insert(members).values({ name: "B", handle: "b" }).returning({ id: members.id });
  expect(await readViewerData(db, { ...viewer, memberId: other?.id ?? 0 }, "sujet")).toEqual(nobody);
  await revokeSession(db, viewer.memberId, viewer.id);
  expect(await readViewerData(db, viewer, "sujet")).toEqual(nobody);
  expect(await readViewerData(db, viewer, "autre")).toBeUndefined();
});

test("counts unread notifications and lists muted members", async () => {
  const [other] = await db.insert(members).values({ name: "B", handle: "b" }).returning({ id: members.id });
  const own = await write("dit", "visible", 9);
  const replies = await addComments(db, articleId, [
    {
      key: "r",
      status: "visible",
      memberId: other?.id ?? 0,
      parent: { id: own },
      createdAt: new Date(),
      bodySource: "r",
      bodyHtml: "<p>r</p>",
    },
  ]);
  const notice = { memberId: viewer.memberId, kind: "reply", commentId: replies.get("r"), actorId: other?.id } as const;
  await db.insert(notifications).values(notice);
  expect(await readViewerData(db, viewer)).toMatchObject({ unread: 1, muted: [] });
  await db.insert(mutes).values({ memberId: viewer.memberId, mutedId: other?.id ?? 0 });
  expect(await readViewerData(db, viewer)).toMatchObject({ unread: 0, muted: ["b"] });
});

test("lists what the member follows of the page: the article's discussion, tags and authors, or its subject", async () => {
  const [tag, otherTag] = await db
    .insert(tags)
    .values([
      { slug: "t", name: "T" },
      { slug: "u", name: "U" },
    ])
    .returning();
  const [author] = await db.insert(authors).values({ handle: "zoe", name: "Zoé" }).returning();
  const ofTag = { kind: "tag", id: tag?.id ?? 0 } as const;
  const ofAuthor = { kind: "author", id: author?.id ?? 0 } as const;
  await db.insert(articleTags).values({ articleId, tagId: ofTag.id });
  await db.insert(articleAuthors).values({ articleId, authorId: ofAuthor.id });
  const read = async (slug?: string, subject?: FollowSubject) =>
    (await readViewerData(db, viewer, slug, subject))?.followed.sort();
  expect([await read("sujet"), await read(undefined, ofTag), await read()]).toEqual([[], [], []]);
  const memberId = viewer.memberId;
  await db.insert(follows).values([
    { memberId, articleId },
    { memberId, tagId: ofTag.id },
    { memberId, tagId: otherTag?.id ?? 0 },
  ]);
  expect(await read("sujet")).toEqual([`discussion-${articleId}`, `tag-${ofTag.id}`]);
  expect(await read(undefined, ofTag)).toEqual([`tag-${ofTag.id}`]);
  expect([await read(), await read(undefined, ofAuthor)]).toEqual([[], []]);
  await db.insert(follows).values({ memberId, authorId: ofAuthor.id });
  expect(await read("sujet")).toContain(`author-${ofAuthor.id}`);
  expect((await queries(() => read("sujet"))).statements).toHaveLength(1);
});

test("updates the session's last-seen time after ten minutes, in the background", async () => {
  const age = (time: string) => db.update(memberSessions).set({ lastSeenAt: drizzleSql`now() - ${time}::interval` });
  const isFresh = async () =>
    (await sql`select last_seen_at > now() - interval '1 minute' as fresh from member_sessions`)[0]?.fresh;
  await age("9 minutes");
  expect((await queries(() => readViewerData(db, viewer))).statements).toHaveLength(1);
  await age("11 minutes");
  await readViewerData(db, viewer);
  await expect.poll(isFresh).toBe(true);
});

test("makes a table in a pending comment scroll sideways as once published", async () => {
  const id = await write("tableau", "pending", 1);
  const bodyHtml = "<table><tbody><tr><td>a</td></tr></tbody></table>";
  await db.update(comments).set({ bodyHtml }).where(eq(comments.id, id));
  expect((await readViewerData(db, viewer, "sujet"))?.comments.pending[0]?.body[0]?.[1]).toMatchObject({
    className: "scrollable",
  });
});

test("welcomes a reader on an article until a comment is approved, in the same statement for everyone else", async () => {
  const [other] = await db.insert(members).values({ name: "B", handle: "b" }).returning({ id: members.id });
  await write("autre", "visible", 1, other?.id);
  await write("attend", "pending", 1);
  const welcome = async (slug?: string) => (await readViewerData(db, viewer, slug))?.welcome;
  expect(await welcome("sujet")).toMatchObject({ title: expect.any(String), rules: [{}, {}, {}] });
  expect(await welcome()).toBeUndefined();
  await db.update(members).set({ role: "contributor" }).where(eq(members.id, viewer.memberId));
  expect(await welcome("sujet")).toBeUndefined();
  await db.update(members).set({ role: "reader" }).where(eq(members.id, viewer.memberId));
  await write("paru", "visible", 1);
  const { result, statements } = await queries(() => readViewerData(db, viewer, "sujet"));
  expect([result?.welcome, statements.length]).toEqual([undefined, 1]);
});
