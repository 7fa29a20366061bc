import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { commentReports, comments, members, moderationQueue, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "#features/comments/mutations.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { editComment } from "#features/comments/posting/edit.ts";
import { postCommentAs } from "#features/comments/testing.ts";
import { reportComment } from "#features/reports/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { decideInBulk } from "../decisions/bulk-decision.ts";
import { type Decision, decide } from "../decisions/decide.ts";
import { undoDecision } from "../decisions/undo.ts";

// The database's triggers keep `moderation_queue` up to date for every writer.

const { db, clear } = testDatabase();
const people: Record<string, number> = {};
let articleId = 0;
let keys = 0;

beforeEach(async () => {
  await clear();
  for (const [handle, role] of [
    ["jeanne", "reader"],
    ["malik", "reader"],
    ["ines", "reader"],
    ["modo", "moderator"],
    ["autre", "moderator"],
  ] as const) {
    const [row] = await db.insert(members).values({ name: handle, handle, role }).returning({ id: members.id });
    people[handle] = row?.id ?? 0;
  }
  const input = { slug: "fil", status: "published", title: "Fil", lead: "", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...input, publishedAt: new Date() })).id;
  await db.insert(settings).values({ key: "comments.newcomer", value: 0 });
  await setSetting(db, "moderation.suspectWords", "arnaque");
});

const author = (handle: string) => ({ id: people[handle] ?? 0, role: "reader" as const });
async function post(body: string, handle = "jeanne"): Promise<number> {
  const posted = await postCommentAs(db, author(handle), { article: "fil", key: `key-${keys++}-long-enough`, body });
  if (!posted.ok) throw new Error(posted.code);
  return posted.value.id;
}
const report = (id: number, handle: string) => reportComment(db, people[handle] ?? 0, id, { reason: "spam", note: "" });
const waiting = () =>
  db
    .select({
      id: moderationQueue.commentId,
      pending: moderationQueue.pending,
      flagged: moderationQueue.flagged,
      reports: moderationQueue.reports,
    })
    .from(moderationQueue)
    .orderBy(moderationQueue.commentId);
const by = (id: number, action: "approve" | "reject" | "spam" | "remove" | "restore", handle = "modo") => {
  const decision = { actor: { id: people[handle] ?? 0 }, subject: { kind: "comment" as const, id }, action };
  return decide(db, { ...decision, reason: "respect" } as Decision);
};

describe("queue contents", () => {
  test("are pending, flagged and reported comments only", async () => {
    await post("Tout va bien.");
    const flagged = await post("Est-ce une arnaque ?");
    const reported = await post("Un avis.");
    await setSetting(db, "comments.newcomer", 9);
    const pending = await post("Bonjour à tous.", "malik");
    await report(reported, "malik");
    await report(reported, "ines");
    await report(reported, "ines");
    expect(await waiting()).toEqual([
      { id: flagged, pending: false, flagged: true, reports: 0 },
      { id: reported, pending: false, flagged: false, reports: 2 },
      { id: pending, pending: true, flagged: false, reports: 0 },
    ]);
  });

  test("date an imported pending comment by its creation", async () => {
    const createdAt = new Date("2020-01-01");
    const one = { status: "pending", bodySource: "x", bodyHtml: "<p>x</p>", createdAt } as const;
    await addComments(db, articleId, [
      { key: "a", ...one },
      { key: "b", ...one, status: "visible" },
    ]);
    expect(await db.select({ at: moderationQueue.queuedAt }).from(moderationQueue)).toEqual([{ at: createdAt }]);
  });

  test.each(["approve", "reject", "spam", "remove"] as const)(
    "lose a comment on %s and get it back unchanged with the undo",
    async (action) => {
      const id = await post("Une arnaque, je crois.");
      await report(id, "malik");
      const before = await db.select().from(moderationQueue);
      expect(await by(id, action)).toMatchObject({ ok: true });
      expect(await waiting()).toEqual([]);
      expect(await undoDecision(db, { id: people.modo ?? 0 })).toMatchObject({ ok: true });
      expect(await db.select().from(moderationQueue)).toEqual(before);
    },
  );

  test("include a decided comment again after a new report, counting only that report", async () => {
    const id = await post("Une arnaque, je crois.");
    await report(id, "malik");
    await by(id, "approve");
    await report(id, "ines");
    expect(await waiting()).toEqual([{ id, pending: false, flagged: false, reports: 1 }]);
  });

  test("follow the new verdicts after an edit", async () => {
    const id = await post("Une arnaque, je crois.");
    await editComment(db, author("jeanne"), id, "Un doute, je crois.");
    expect(await waiting()).toEqual([]);
    await editComment(db, author("jeanne"), id, "Une arnaque, en fait.");
    expect(await waiting()).toMatchObject([{ id, flagged: true }]);
  });

  test("exclude deleted comments, and reports from before a restore", async () => {
    const gone = await post("Une arnaque, je crois.");
    const back = await post("Un avis.");
    await report(back, "malik");
    await by(back, "remove");
    await by(back, "restore");
    await deleteComment(db, people.jeanne ?? 0, gone);
    expect(await waiting()).toEqual([]);
    await db.delete(comments).where(eq(comments.id, back));
  });

  test("lose the comments of a ban or a selection, and get exactly those back with the undo", async () => {
    const ids = [await post("Une arnaque, je crois."), await post("Un avis.")];
    await report(ids[1] ?? 0, "malik");
    const before = await db.select().from(moderationQueue).orderBy(moderationQueue.commentId);
    const actor = { id: people.modo ?? 0 };
    const subject = { kind: "member" as const, id: people.jeanne ?? 0 };
    await decide(db, { actor, subject, action: "ban", reason: "spam", comments: "spam" });
    expect(await waiting()).toEqual([]);
    await undoDecision(db, actor);
    expect(await db.select().from(moderationQueue).orderBy(moderationQueue.commentId)).toEqual(before);
    const versions = await db.select({ id: comments.id, version: comments.version }).from(comments);
    expect(await decideInBulk(db, { actor, action: "approve", items: versions })).toMatchObject({ ok: true });
    expect(await waiting()).toEqual([]);
    await undoDecision(db, actor);
    expect(await db.select().from(moderationQueue).orderBy(moderationQueue.commentId)).toEqual(before);
  });

  test("lose the reports of a deleted member", async () => {
    const id = await post("Un avis.");
    await report(id, "malik");
    await db.delete(commentReports).where(eq(commentReports.memberId, people.malik ?? 0));
    expect(await waiting()).toEqual([]);
  });
});
