import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import {
  articles,
  comments,
  memberStandings,
  members,
  moderationDecisions,
  notifications,
  settings,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { startSession } from "#features/auth/sessions/mutations.ts";
import { findViewer } from "#features/auth/viewer.ts";
import { addComments } from "#features/comments/mutations.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { editComment } from "#features/comments/posting/edit.ts";
import { postCommentAs, someComments } from "#features/comments/testing.ts";
import { acknowledgeWarning } from "#features/members/standing/mutations.ts";
import { findStanding, findUnreadWarning, refuseExcluded } from "#features/members/standing/queries.ts";
import { someMembers } from "#features/members/testing.ts";
import { decide } from "./decide.ts";
import { undoDecision } from "./undo.ts";

const { db, clear, recordedChanges } = testDatabase();
let articleId = 0;
let ids: Map<string, number>;
let people: Record<string, number> = {};

beforeEach(async () => {
  await clear();
  articleId = await anArticle(db, "fil", { title: "Fil" });
  const roles = {
    jeanne: "reader",
    malik: "reader",
    redac: "editor",
    modo: "moderator",
    autre: "moderator",
    chef: "admin",
  } as const;
  people = await someMembers(db, roles, (handle) => ({ name: `Nom de ${handle}` }));
  const text = { memberId: memberIdOf("jeanne"), bodyHtml: "<p></p>" };
  ids = await someComments(db, articleId, [
    { key: "vu", bodySource: "vu @malik", ...text },
    { key: "attend", status: "pending", bodySource: "attend @malik", ...text },
    { key: "refusé", status: "rejected", bodySource: "refusé @malik", ...text },
  ]);
});

const memberIdOf = (handle: string) => people[handle] ?? 0;
const by = (handle: string) => ({ id: memberIdOf(handle) });
const on = (key: string) => ({ kind: "comment" as const, id: ids.get(key) ?? 0 });
const member = (handle: string) => ({ kind: "member" as const, id: memberIdOf(handle) });
const thread = () => ({ kind: "article" as const, id: articleId });

async function stored(key: string) {
  const [row] = await db
    .select()
    .from(comments)
    .where(eq(comments.id, on(key).id));
  return row;
}
async function countOf() {
  const [row] = await db.select({ n: articles.commentCount }).from(articles).where(eq(articles.id, articleId));
  return row?.n;
}
const standing = (handle: string) => findStanding(db, memberIdOf(handle));
const noticesOf = (handle: string) =>
  db
    .select({ kind: notifications.kind, status: notifications.status, decision: notifications.decisionId })
    .from(notifications)
    .where(eq(notifications.memberId, memberIdOf(handle)))
    .orderBy(notifications.id);

/** The tags that `work` invalidates and the live messages that it sends. */
async function announcedBy(work: () => Promise<unknown>) {
  const changes = await recordedChanges(work);
  return { tags: changes.flatMap(({ tags }) => tags), messages: changes.flatMap(({ messages }) => messages) };
}

describe("a comment", () => {
  test("is published on approval: counted, author and mentioned members notified, readers and caches updated, decider recorded", async () => {
    const announced = await announcedBy(async () => {
      const decided = await decide(db, { actor: by("modo"), subject: on("attend"), action: "approve", note: " bien " });
      expect(decided).toEqual({ ok: true, value: { decision: 1, version: 1 } });
    });
    expect(await stored("attend")).toMatchObject({ status: "visible", version: 1 });
    expect(await countOf()).toBe(2);
    expect(await noticesOf("jeanne")).toEqual([{ kind: "decision", status: "visible", decision: 1 }]);
    expect(await noticesOf("malik")).toEqual([{ kind: "mention", status: null, decision: null }]);
    expect(announced.tags).toContain(commentCacheTags.member(memberIdOf("jeanne")));
    expect(announced.messages).toMatchObject([{ topic: `article:${articleId}`, id: on("attend").id }]);
    expect(await db.select().from(moderationDecisions)).toMatchObject([
      {
        subject: "comment",
        subjectId: on("attend").id,
        articleId,
        memberId: memberIdOf("jeanne"),
        actorId: memberIdOf("modo"),
        rule: null,
        action: "approve",
        note: "bien",
        before: { status: "pending" },
        after: { status: "visible" },
      },
    ]);
  });

  test("is announced with the URL of its own page if it is late in a long thread", async () => {
    const thread = Array.from({ length: 102 }, (_, n) => ({
      key: `fil ${n}`,
      ...(n > 0 && { parent: { key: "fil 0" } }),
      memberId: memberIdOf("jeanne"),
      status: n === 101 ? ("pending" as const) : ("visible" as const),
      bodySource: "x",
      bodyHtml: "<p>x</p>",
      createdAt: new Date(n),
    }));
    const id = (await addComments(db, articleId, thread)).get("fil 101") ?? 0;
    const subject = { kind: "comment" as const, id };
    const { messages } = await announcedBy(() => decide(db, { actor: by("modo"), subject, action: "approve" }));
    expect(JSON.stringify(messages)).toContain(`/articles/fil/comments/${id}#comment-${id}`);
  });

  test.each([
    ["reject", "rejected"],
    ["spam", "spam"],
    ["remove", "removed"],
  ] as const)("is hidden and not counted after %s, and back after a restore", async (action, status) => {
    await decide(db, { actor: by("modo"), subject: on("vu"), action, reason: "respect" });
    expect(await stored("vu")).toMatchObject({ status });
    expect((await stored("vu"))?.removedAt !== null).toBe(status === "removed");
    expect(await countOf()).toBe(0);
    expect(await noticesOf("jeanne")).toMatchObject([{ status }]);
    expect(await decide(db, { actor: by("autre"), subject: on("vu"), action: "restore" })).toMatchObject({ ok: true });
    expect(await stored("vu")).toMatchObject({ status: "visible", removedAt: null });
    expect(await countOf()).toBe(1);
  });

  test("records the approval of a visible comment without other effects", async () => {
    const approve = () => decide(db, { actor: by("modo"), subject: on("vu"), action: "approve" });
    expect((await announcedBy(approve)).messages).toEqual([]);
    expect(await countOf()).toBe(1);
    expect(await noticesOf("jeanne")).toEqual([]);
    expect(await db.$count(moderationDecisions)).toBe(1);
  });

  test("is featured only while it is visible, and can be unfeatured", async () => {
    const featured = { actor: by("modo"), subject: on("vu"), action: "feature" } as const;
    expect(await decide(db, { ...featured, subject: on("attend") })).toMatchObject({ code: "moderation.notVisible" });
    expect(await decide(db, featured)).toMatchObject({ ok: true });
    expect((await stored("vu"))?.featuredAt).toBeInstanceOf(Date);
    expect(await decide(db, featured)).toMatchObject({ code: "moderation.already" });
    expect(await decide(db, { ...featured, action: "unfeature" })).toMatchObject({ ok: true });
    expect((await stored("vu"))?.featuredAt).toBeNull();
    expect(await noticesOf("jeanne")).toEqual([]);
  });

  test("requires a known rule for a rejection by a person, but not by a rule", async () => {
    const rejected = { actor: by("modo"), subject: on("vu"), action: "reject" } as const;
    expect(await decide(db, rejected)).toMatchObject({ fields: { reason: "moderation.reasonMissing" } });
    expect(await decide(db, { ...rejected, reason: "nothing" })).toMatchObject({
      fields: { reason: "moderation.reasonUnknown" },
    });
    expect(await decide(db, { ...rejected, reason: "respect", note: "x".repeat(2001) })).toMatchObject({
      fields: { note: "moderation.noteTooLong" },
    });
    await db.insert(settings).values({ key: "pages.rules", value: "# Règles\n\n## Une seule {#une}\n\nOui.\n" });
    expect(await decide(db, { ...rejected, reason: "respect" })).toMatchObject({ ok: false });
    expect(await decide(db, { ...rejected, reason: "une" })).toMatchObject({ ok: true });
    expect(await decide(db, { ...rejected, subject: on("attend"), actor: { rule: "spam-score" } })).toMatchObject({
      ok: true,
    });
  });

  test("refuses repeated decisions, missing and deleted comments, and the moderator's own", async () => {
    const rejected = { actor: by("modo"), subject: on("refusé"), action: "reject", reason: "respect" } as const;
    expect(await decide(db, rejected)).toMatchObject({ code: "moderation.already" });
    expect(await decide(db, { ...rejected, subject: { kind: "comment", id: 4242 } })).toMatchObject({
      code: "moderation.gone",
    });
    await deleteComment(db, memberIdOf("jeanne"), on("vu").id);
    expect(await decide(db, { ...rejected, subject: on("vu"), action: "restore" })).toMatchObject({
      code: "moderation.deleted",
    });
    await db.update(comments).set({ memberId: memberIdOf("modo") });
    expect(await decide(db, { ...rejected, action: "approve" })).toMatchObject({ code: "moderation.oneself" });
    expect(await db.$count(moderationDecisions)).toBe(0);
  });
});

describe("conflicting decisions", () => {
  test("tell the second moderator who decided what, and lose nothing", async () => {
    const [first, second] = await Promise.all([
      decide(db, { actor: by("modo"), subject: on("attend"), action: "approve", expectedVersion: 0 }),
      decide(db, { actor: by("autre"), subject: on("attend"), action: "spam", expectedVersion: 0 }),
    ]);
    const [won, lost] = first.ok ? [first, second] : [second, first];
    expect(won).toMatchObject({ ok: true, value: { version: 1 } });
    expect(lost).toMatchObject({
      code: "moderation.conflict",
      values: first.ok
        ? { by: "member", name: "Nom de modo", action: "approve" }
        : { by: "member", name: "Nom de autre", action: "spam" },
    });
    expect(await db.$count(moderationDecisions)).toBe(1);
    expect(await countOf()).toBe(first.ok ? 2 : 1);
  });

  test.each([
    ["close", "premoderate"],
    ["slow", "slow"],
    ["slow", "close"],
  ] as const)(
    "of %s and %s on a thread at once, the first counts and the second is refused as a conflict",
    async (one, other) => {
      const version = { expectedVersion: 0 };
      const results = await Promise.all([
        decide(db, {
          actor: by("modo"),
          subject: thread(),
          action: one,
          ...version,
          ...(one === "slow" && { minutes: 5 }),
        }),
        decide(db, {
          actor: by("autre"),
          subject: thread(),
          action: other,
          ...version,
          ...(other === "slow" && { minutes: 15 }),
        }),
      ]);
      const [won, lost] = results[0].ok ? results : results.toReversed();
      expect(won).toMatchObject({ ok: true, value: { version: 1 } });
      expect(lost).toMatchObject({ code: "moderation.conflict", values: { action: results[0].ok ? one : other } });
      expect(await db.$count(moderationDecisions)).toBe(1);
    },
  );

  test("name a rule that decided first", async () => {
    await decide(db, { actor: { rule: "spam-score" }, subject: on("attend"), action: "spam" });
    expect(
      await decide(db, { actor: by("modo"), subject: on("attend"), action: "approve", expectedVersion: 0 }),
    ).toMatchObject({ code: "moderation.conflict", values: { by: "rule", name: "spam-score", action: "spam" } });
  });

  test("are refused if the author edited the text since", async () => {
    await editComment(db, { id: memberIdOf("jeanne"), role: "reader" }, on("vu").id, "Autre chose.");
    const rejected = { actor: by("modo"), subject: on("vu"), action: "reject", reason: "respect" } as const;
    expect(await decide(db, { ...rejected, expectedVersion: 0 })).toMatchObject({ code: "moderation.changed" });
    expect(await decide(db, { ...rejected, expectedVersion: 1 })).toMatchObject({ ok: true });
  });

  test("are refused on threads and members too", async () => {
    await decide(db, { actor: by("modo"), subject: thread(), action: "close" });
    expect(
      await decide(db, { actor: by("autre"), subject: thread(), action: "premoderate", expectedVersion: 0 }),
    ).toMatchObject({ code: "moderation.conflict", values: { action: "close" } });
    await decide(db, { actor: by("modo"), subject: member("jeanne"), action: "premoderate" });
    expect(
      await decide(db, { actor: by("autre"), subject: member("jeanne"), action: "lift", expectedVersion: 0 }),
    ).toMatchObject({ code: "moderation.conflict", values: { action: "premoderate" } });
  });
});

test("closes, opens and premoderates a thread", async () => {
  const input = { article: "fil", body: "Encore", key: "a-key-of-mine" };
  const { tags } = await announcedBy(() => decide(db, { actor: by("modo"), subject: thread(), action: "close" }));
  expect(tags).toContain("articles:slug:fil");
  expect(await postCommentAs(db, { id: memberIdOf("malik"), role: "reader" }, input)).toMatchObject({
    code: "comment.closed",
  });
  expect(await decide(db, { actor: by("modo"), subject: thread(), action: "close" })).toMatchObject({
    code: "moderation.already",
  });
  await decide(db, { actor: by("modo"), subject: thread(), action: "premoderate" });
  expect(await postCommentAs(db, { id: memberIdOf("malik"), role: "reader" }, input)).toMatchObject({
    value: { status: "pending" },
  });
  await decide(db, { actor: by("modo"), subject: thread(), action: "open" });
  expect(await db.select({ policy: articles.commentPolicy }).from(articles)).toEqual([{ policy: "open" }]);
  expect(await decide(db, { actor: by("modo"), subject: { kind: "article", id: 4242 }, action: "open" })).toMatchObject(
    {
      code: "moderation.gone",
    },
  );
});

describe("slow mode", () => {
  const settings = async () =>
    (await db.select({ minutes: articles.slowModeMinutes, version: articles.threadVersion }).from(articles))[0];
  const slow = (handle: string, minutes?: number) =>
    decide(db, { actor: by(handle), subject: thread(), action: "slow", minutes });

  test("begins with ten minutes unless others are chosen, changes and ends", async () => {
    expect((await announcedBy(() => slow("modo"))).tags).toContain("articles:slug:fil");
    expect(await settings()).toEqual({ minutes: 10, version: 1 });
    expect(await slow("autre")).toMatchObject({ code: "moderation.already" });
    expect(await slow("autre", 30)).toMatchObject({ ok: true });
    expect(await slow("autre", 1_441)).toMatchObject({ code: "form.stale" });
    const end = { actor: by("modo"), subject: thread(), action: "unslow" } as const;
    expect(await decide(db, { ...end, expectedVersion: 1 })).toMatchObject({
      code: "moderation.conflict",
      values: { action: "slow" },
    });
    await decide(db, end);
    expect(await settings()).toEqual({ minutes: 0, version: 3 });
    expect(await decide(db, end)).toMatchObject({ code: "moderation.already" });
  });

  test("is independent of the comment policy, also in an undo", async () => {
    await slow("modo", 5);
    await decide(db, { actor: by("autre"), subject: thread(), action: "premoderate" });
    expect(await undoDecision(db, by("modo"))).toMatchObject({ value: { action: "slow" } });
    expect(
      await db.select({ policy: articles.commentPolicy, minutes: articles.slowModeMinutes }).from(articles),
    ).toEqual([{ policy: "premoderated", minutes: 0 }]);
  });

  test("of a rule can be confirmed once by a person, who may undo that", async () => {
    await decide(db, { actor: { rule: "pace" }, subject: thread(), action: "slow", minutes: 5 });
    expect(await decide(db, { actor: { rule: "pace" }, subject: thread(), action: "slow", minutes: 5 })).toMatchObject({
      code: "moderation.already",
    });
    expect(await slow("modo", 5)).toMatchObject({ ok: true });
    expect(await slow("autre", 5)).toMatchObject({ code: "moderation.already" });
    expect(await undoDecision(db, by("modo"))).toMatchObject({ ok: true });
    expect((await settings())?.minutes).toBe(5);
    expect(await slow("autre", 5)).toMatchObject({ ok: true });
  });
});

describe("a member", () => {
  const until = new Date(Date.now() + 86_400_000);

  test("can be warned, premoderated, suspended and banned, and a lift ends all but the warning", async () => {
    const common = { actor: by("modo"), subject: member("jeanne"), reason: "respect" } as const;
    for (const action of ["warn", "premoderate", "ban"] as const) {
      expect(await decide(db, { ...common, action }), action).toMatchObject({ ok: true });
    }
    expect(await decide(db, { ...common, action: "suspend", until })).toMatchObject({
      ok: true,
      value: { version: 4 },
    });
    expect(await standing("jeanne")).toEqual({
      banned: true,
      suspendedUntil: until,
      premoderated: true,
      warned: true,
    });
    expect(await decide(db, { ...common, action: "ban" })).toMatchObject({ code: "moderation.already" });
    expect(await decide(db, { ...common, action: "lift" })).toMatchObject({ ok: true });
    expect(await standing("jeanne")).toEqual({
      banned: false,
      suspendedUntil: null,
      premoderated: false,
      warned: true,
    });
    expect(await decide(db, { ...common, action: "lift" })).toMatchObject({ code: "moderation.already" });
  });

  test("requires a suspension to end in the future, and a note to have a text", async () => {
    const common = { actor: by("modo"), subject: member("jeanne"), reason: "respect" } as const;
    for (const wrong of [undefined, new Date(0), new Date(Number.NaN)]) {
      expect(await decide(db, { ...common, action: "suspend", until: wrong })).toMatchObject({
        fields: { until: "moderation.untilPast" },
      });
    }
    expect(await decide(db, { ...common, action: "note", note: "  " })).toMatchObject({
      fields: { note: "moderation.noteMissing" },
    });
    expect(await decide(db, { ...common, action: "note", note: "À suivre." })).toMatchObject({ ok: true });
    expect(await decide(db, { ...common, action: "message", note: " " })).toMatchObject({
      fields: { note: "moderation.messageMissing" },
    });
    expect(await decide(db, { ...common, action: "message", note: "Lisez les règles." })).toMatchObject({ ok: true });
    expect(await standing("jeanne")).toMatchObject({ banned: false });
  });

  test("gets a notification and a statement of each sanction", async () => {
    expect(await refuseExcluded(db, await standing("jeanne"))).toBeUndefined();
    await decide(db, { actor: by("modo"), subject: member("jeanne"), action: "suspend", until, reason: "respect" });
    expect(await refuseExcluded(db, await standing("jeanne"))).toMatchObject({
      code: "member.suspended",
      values: { until: expect.stringMatching(/^\d.* à \d/) },
    });
    await decide(db, { actor: by("modo"), subject: member("jeanne"), action: "ban", reason: "respect" });
    expect(await refuseExcluded(db, await standing("jeanne"))).toMatchObject({ code: "member.banned" });
  });

  test("has each sanction in the session from the next request on", async () => {
    const session = await startSession(db, memberIdOf("jeanne"), "password", "");
    const seen = async () => (await findViewer(db, { ...session, memberId: memberIdOf("jeanne") }))?.standing;
    const common = { actor: by("modo"), subject: member("jeanne"), reason: "respect" } as const;
    const clear = { banned: false, suspendedUntil: null, premoderated: false, warned: false };
    expect(await seen()).toEqual(clear);
    await decide(db, { ...common, action: "warn" });
    expect(await seen()).toEqual({ ...clear, warned: true });
    await decide(db, { ...common, action: "suspend", until });
    expect(await seen()).toEqual({ ...clear, warned: true, suspendedUntil: until });
    await decide(db, { ...common, action: "premoderate" });
    await decide(db, { ...common, action: "ban" });
    expect(await seen()).toEqual({ banned: true, suspendedUntil: until, premoderated: true, warned: true });
  });

  test("acknowledges a warning by reading it, and a later one separately", async () => {
    const warn = { actor: by("modo"), subject: member("jeanne"), reason: "respect", action: "warn" } as const;
    const given = async () => {
      const result = await decide(db, warn);
      if (!result.ok) throw new Error(result.code);
      return result.value.decision;
    };
    const one = await given();
    expect(await standing("jeanne")).toMatchObject({ warned: true });
    expect(await acknowledgeWarning(db, memberIdOf("malik"), one)).toBe(false);
    expect(await acknowledgeWarning(db, memberIdOf("jeanne"), one + 1)).toBe(false);
    expect(await acknowledgeWarning(db, memberIdOf("jeanne"), one)).toBe(true);
    expect(await standing("jeanne")).toMatchObject({ warned: false });
    expect(await findUnreadWarning(db, memberIdOf("jeanne"))).toBeUndefined();
    // A warning that arrives while the first is read is not acknowledged with it; the first is shown first.
    const two = await given();
    const three = await given();
    await acknowledgeWarning(db, memberIdOf("jeanne"), one);
    expect((await findUnreadWarning(db, memberIdOf("jeanne")))?.id).toBe(two);
    await acknowledgeWarning(db, memberIdOf("jeanne"), two);
    expect((await findUnreadWarning(db, memberIdOf("jeanne")))?.id).toBe(three);
    expect(await standing("jeanne")).toMatchObject({ warned: true });
    // An undone warning needs no acknowledgement and accepts none.
    await undoDecision(db, by("modo"), three);
    expect(await standing("jeanne")).toMatchObject({ warned: false });
    expect(await acknowledgeWarning(db, memberIdOf("jeanne"), three)).toBe(false);
    expect(await findUnreadWarning(db, memberIdOf("jeanne"))).toBeUndefined();
  });

  test("loses all comments with a ban, as spam or removed: one decision each, exact counts", async () => {
    const ban = { actor: by("modo"), subject: member("jeanne"), action: "ban", reason: "spam" } as const;
    expect(await decide(db, { ...ban, comments: "spam" })).toMatchObject({ ok: true });
    expect((await db.select({ s: comments.status }).from(comments).orderBy(comments.id)).map(({ s }) => s)).toEqual([
      "spam",
      "spam",
      "rejected",
    ]);
    expect(await countOf()).toBe(0);
    const parts = await db.select().from(moderationDecisions).where(eq(moderationDecisions.action, "spam"));
    expect(parts).toMatchObject([
      {
        partOf: 1,
        reason: "spam",
        actorId: memberIdOf("modo"),
        before: { status: "visible" },
        after: { status: "spam" },
      },
      { partOf: 1, before: { status: "pending" } },
    ]);
    expect(await stored("vu")).toMatchObject({ version: 1 });
    expect(await stored("refusé")).toMatchObject({ version: 0 });
    // Already banned; the remaining comments are removed now.
    await decide(db, { actor: by("modo"), subject: on("refusé"), action: "restore" });
    expect(await decide(db, { ...ban, comments: "remove" })).toMatchObject({ ok: true });
    expect(await stored("refusé")).toMatchObject({ status: "removed", removedAt: expect.any(Date) });
  });
});

describe("permissions", () => {
  test.each(["jeanne", "redac"])("refuses the role of %s", async (handle) => {
    expect(await decide(db, { actor: by(handle), subject: on("attend"), action: "approve" })).toMatchObject({
      code: "member.forbidden",
    });
    expect(await stored("attend")).toMatchObject({ status: "pending" });
  });

  test("refuses a moderator who was banned, deleted or demoted meanwhile", async () => {
    const approve = { actor: by("modo"), subject: on("attend"), action: "approve" } as const;
    await decide(db, { actor: by("chef"), subject: member("modo"), action: "ban", reason: "respect" });
    expect(await decide(db, approve)).toMatchObject({ code: "member.forbidden" });
    await decide(db, { actor: by("chef"), subject: member("modo"), action: "lift" });
    await db
      .update(members)
      .set({ role: "reader" })
      .where(eq(members.id, memberIdOf("modo")));
    expect(await decide(db, approve)).toMatchObject({ code: "member.forbidden" });
    await db
      .update(members)
      .set({ role: "moderator", deletedAt: new Date() })
      .where(eq(members.id, memberIdOf("modo")));
    expect(await decide(db, approve)).toMatchObject({ code: "member.forbidden" });
  });

  test("refuse decisions on oneself, by moderators on staff, and on deleted members", async () => {
    const ban = { action: "ban", reason: "respect" } as const;
    const cases: [actor: string, subject: string, code: string][] = [
      ["modo", "modo", "moderation.oneself"],
      ["chef", "chef", "moderation.oneself"],
      ["modo", "autre", "moderation.rank"],
      ["modo", "chef", "moderation.rank"],
    ];
    for (const [actor, subject, code] of cases) {
      expect(await decide(db, { actor: by(actor), subject: member(subject), ...ban })).toMatchObject({ code });
    }
    expect(await decide(db, { actor: by("chef"), subject: member("modo"), ...ban })).toMatchObject({ ok: true });
    expect(await decide(db, { actor: by("modo"), subject: member("redac"), ...ban })).toMatchObject({
      code: "member.forbidden",
    });
    await db
      .update(members)
      .set({ deletedAt: new Date() })
      .where(eq(members.id, memberIdOf("jeanne")));
    expect(await decide(db, { actor: by("chef"), subject: member("jeanne"), ...ban })).toMatchObject({
      code: "moderation.gone",
    });
  });

  test("keep the last administrator, and one of two who ban each other", async () => {
    const ban = { action: "ban", reason: "respect" } as const;
    expect(await decide(db, { actor: { rule: "command-line" }, subject: member("chef"), ...ban })).toMatchObject({
      code: "moderation.lastAdmin",
    });
    await db
      .update(members)
      .set({ role: "admin" })
      .where(eq(members.id, memberIdOf("modo")));
    const results = await Promise.all([
      decide(db, { actor: by("chef"), subject: member("modo"), ...ban }),
      decide(db, { actor: by("modo"), subject: member("chef"), ...ban }),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await db.$count(memberStandings, sql`banned_at is not null`)).toBe(1);
  });
});

test("records the decisions of rules on posting and editing", async () => {
  await db.insert(settings).values({ key: "comments.newcomer", value: 1 });
  const posted = await postCommentAs(
    db,
    { id: memberIdOf("malik"), role: "reader" },
    { article: "fil", body: "Un", key: "key-one-1" },
  );
  const links = "https://a.example https://b.example https://c.example";
  await editComment(db, { id: memberIdOf("jeanne"), role: "reader" }, on("vu").id, links);
  const rows = await db
    .select()
    .from(moderationDecisions)
    .where(and(eq(moderationDecisions.action, "hold")));
  expect(rows).toMatchObject([
    {
      subjectId: posted.ok ? posted.value.id : 0,
      rule: "newcomer",
      memberId: memberIdOf("malik"),
      before: {},
      after: { status: "pending" },
    },
    { subjectId: on("vu").id, rule: "links", before: { status: "visible" }, after: { status: "pending" } },
  ]);
  expect(await stored("vu")).toMatchObject({ version: 1, status: "pending" });
});
