import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { articles, comments, deletedCommentTexts, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anonymiseMember } from "#features/account/deletion/anonymise-member.ts";
import { anArticle } from "#features/articles/testing.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { countUnread } from "#features/notifications/queries.ts";
import { reportComment } from "#features/reports/mutations.ts";
import { openJobs, openQueue, runNextJob } from "#lib/jobs.ts";
import { commentErasureJob, eraseDeletedComments } from "../jobs.ts";
import { addComments } from "../mutations.ts";
import { notifyOfComments } from "../notify.ts";
import { findComment, readThreadsPage } from "../queries.ts";
import { deleteComment, restoreComment } from "./delete.ts";

const { db, clear } = testDatabase();
let article = 0;
let [author, other, moderator] = [0, 0, 0];
let root = 0;
let reply = 0;

beforeEach(async () => {
  await clear();
  article = await anArticle(db, "fil", { title: "Fil" });
  const rows = await db
    .insert(members)
    .values(
      ["auteur", "autre", "moderateur"].map((handle) => ({
        name: handle,
        handle,
        confirmedAt: new Date(0),
        createdAt: new Date(0),
        role: handle === "moderateur" ? ("moderator" as const) : ("reader" as const),
      })),
    )
    .returning({ id: members.id });
  [author, other, moderator] = rows.map(({ id }) => id) as [number, number, number];
  const ids = await addComments(db, article, [
    { ...aText("Le premier."), key: "root", memberId: author },
    { ...aText("La réponse."), key: "reply", memberId: other, parent: { key: "root" } },
  ]);
  root = ids.get("root") ?? 0;
  reply = ids.get("reply") ?? 0;
});

const aText = (text: string) => ({
  status: "visible" as const,
  bodySource: text,
  bodyHtml: `<p>${text}</p>`,
  createdAt: new Date(0),
});
const stored = async (id = root) => (await db.select().from(comments).where(eq(comments.id, id)))[0];
const count = async () =>
  (await db.select({ n: articles.commentCount }).from(articles).where(eq(articles.id, article)))[0]?.n;
const kept = () => db.select().from(deletedCommentTexts);
const waits = () => db.execute(sql`select comment_id from moderation_queue where comment_id = ${root}`);
const pass = () => db.update(deletedCommentTexts).set({ eraseAt: sql`now() - interval '1 second'` });
const by = (action: "remove" | "restore" | "spam", id = root) =>
  decide(db, { actor: { id: moderator }, subject: { kind: "comment", id }, action, reason: "respect", note: "" });
const tombstone = async () => (await readThreadsPage(db, article)).threads[0];

test("hides the text from everyone at once and restores it on undo", async () => {
  await reportComment(db, other, root, { reason: "insult", note: "" });
  expect(await waits()).toHaveLength(1);
  expect(await deleteComment(db, author, root)).toMatchObject({ ok: true, value: { slug: "fil" } });
  expect(await stored()).toMatchObject({ status: "removed", bodySource: "", bodyHtml: "", version: 1 });
  expect([await count(), (await waits()).length]).toEqual([1, 0]);

  expect(await restoreComment(db, author, root)).toMatchObject({ ok: true, value: { slug: "fil" } });
  const back = { status: "visible", bodySource: "Le premier.", bodyHtml: "<p>Le premier.</p>", deletedAt: null };
  expect(await stored()).toMatchObject({ ...back, version: 2 });
  expect([await count(), (await waits()).length, (await kept()).length]).toEqual([2, 1, 0]);
});

test("has one effect when deleting or undoing twice, even at once", async () => {
  const results = await Promise.all([deleteComment(db, author, root), deleteComment(db, author, root)]);
  expect(results.map(({ ok }) => ok)).toEqual([true, true]);
  expect([await count(), (await kept()).length]).toEqual([1, 1]);
  const undone = await Promise.all([restoreComment(db, author, root), restoreComment(db, author, root)]);
  expect(undone.map(({ ok }) => ok)).toEqual([true, true]);
  expect([await count(), (await stored())?.version]).toEqual([2, 2]);
});

test("lets only the author delete a comment or undo that", async () => {
  expect(await deleteComment(db, other, root)).toMatchObject({ code: "comment.notYours" });
  await deleteComment(db, author, root);
  expect(await restoreComment(db, other, root)).toMatchObject({ code: "comment.notYours" });
  expect(await restoreComment(db, author, 4242)).toMatchObject({ code: "comment.notYours" });
});

test("erases the text after the time to undo, by its job or by the hourly clean-up", async () => {
  const boss = await openJobs();
  await openQueue(boss, commentErasureJob);
  await deleteComment(db, author, root);
  await eraseDeletedComments(db);
  expect(await kept()).toMatchObject([{ bodySource: "Le premier." }]);
  // The undo is refused even before the worker has run.
  await pass();
  expect(await restoreComment(db, author, root)).toMatchObject({ code: "comment.erased", values: { minutes: 5 } });
  await db.execute(sql`update pgboss.job set start_after = now() where name = ${commentErasureJob.name}`);
  expect(await runNextJob(boss, db, commentErasureJob, eraseDeletedComments)).toBe(true);
  expect(await kept()).toEqual([]);
  expect(await restoreComment(db, author, root)).toMatchObject({ code: "comment.erased" });
});

test("makes a pending comment pending again after the undo", async () => {
  const one = { ...aText("Attend."), key: "k", memberId: author, status: "pending" as const };
  const id = (await addComments(db, article, [one])).get("k") ?? 0;
  await deleteComment(db, author, id);
  await restoreComment(db, author, id);
  expect([(await stored(id))?.status, await count()]).toEqual(["pending", 2]);
});

test("deletes the kept texts with the account", async () => {
  await deleteComment(db, author, root);
  await db.transaction((tx) => anonymiseMember(tx, author, { keepsComments: true }));
  expect(await kept()).toEqual([]);
  expect(await restoreComment(db, author, root)).toMatchObject({ ok: false });
});

test("keeps no text for a deletion that arrives after the account was deleted", async () => {
  await db.transaction((tx) => anonymiseMember(tx, author, { keepsComments: true }));
  expect(await deleteComment(db, author, root)).toMatchObject({ code: "comment.notYours" });
  expect(await kept()).toEqual([]);
  expect((await stored())?.status).toBe("visible");
});

test("refuses the undo to a banned member, so that a ban with all comments stays complete", async () => {
  await deleteComment(db, author, root);
  const ban = { actor: { id: moderator }, subject: { kind: "member" as const, id: author }, action: "ban" as const };
  expect(await decide(db, { ...ban, reason: "respect", note: "", comments: "remove" })).toMatchObject({ ok: true });
  expect(await restoreComment(db, author, root)).toMatchObject({ code: "member.forbidden" });
  expect((await stored())?.status).toBe("removed");
});

describe("the placeholder of a removed comment with replies", () => {
  test("shows the author's deletion", async () => {
    await deleteComment(db, author, root);
    expect(await tombstone()).toMatchObject({ hidden: true, hiddenBy: "author", name: "", bodyHtml: "" });
    expect(await findComment(db, root)).toMatchObject({ hiddenBy: "author" });
  });

  test("shows a moderator's decision, also after its author deleted it, and after their account went", async () => {
    await by("remove");
    expect(await tombstone()).toMatchObject({ hiddenBy: "moderation" });
    await deleteComment(db, author, root);
    expect(await tombstone()).toMatchObject({ hiddenBy: "moderation" });
    await db.transaction((tx) => anonymiseMember(tx, author, { keepsComments: true }));
    expect(await tombstone()).toMatchObject({ hiddenBy: "moderation" });
  });

  test("shows the author's deletion where a moderator had brought it back before", async () => {
    await by("remove");
    await by("restore");
    expect(await tombstone()).toMatchObject({ hidden: false, hiddenBy: null });
    await deleteComment(db, author, root);
    expect(await tombstone()).toMatchObject({ hiddenBy: "author" });
  });

  test("names nobody while the comment is pending", async () => {
    await db.update(comments).set({ status: "pending" }).where(eq(comments.id, root));
    expect(await tombstone()).toMatchObject({ hidden: true, hiddenBy: null });
  });

  test("shows moderation for a comment imported as refused", async () => {
    await db.update(comments).set({ status: "spam" }).where(eq(comments.id, root));
    expect(await tombstone()).toMatchObject({ hiddenBy: "moderation" });
  });
});

test("hides the comment from members notified of it until the undo, and notifies them once", async () => {
  await notifyOfComments(db, { id: reply, mentions: [] });
  expect(await countUnread(db, author)).toBe(1);
  await deleteComment(db, other, reply);
  expect(await countUnread(db, author)).toBe(0);
  await restoreComment(db, other, reply);
  expect(await countUnread(db, author)).toBe(1);
});
