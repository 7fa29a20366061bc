import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { CommentStatus } from "#db/schema/comments.ts";
import {
  articles,
  commentReactions,
  comments,
  memberStandings,
  members,
  moderationDecisions,
  notifications,
  threadRanks,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { storeThreadRanks } from "#features/comments/jobs.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { aComment } from "#features/comments/testing.ts";
import type { Role } from "#features/members/rules.ts";
import { findStanding } from "#features/members/standing/queries.ts";
import { type Decision, decide } from "./decide.ts";
import { decideOrThrow } from "./testing.ts";
import { undoDecision } from "./undo.ts";

const { db, clear, queries } = testDatabase();
let articleIds: number[];
const people: Record<string, number> = {};

beforeEach(async () => {
  await clear();
  const input = { status: "published", title: "Fil", lead: "", bodyHtml: "", publishedAt: new Date() } as const;
  articleIds = [];
  for (const slug of ["un", "deux", "trois"]) articleIds.push((await upsertArticle(db, { ...input, slug })).id);
  const roles: [string, Role][] = [
    ["jeanne", "reader"],
    ["malik", "reader"],
    ["modo", "moderator"],
    ["autre", "moderator"],
    ["chef", "admin"],
  ];
  for (const [handle, role] of roles) {
    const [row] = await db.insert(members).values({ name: handle, handle, role }).returning({ id: members.id });
    people[handle] = row?.id ?? 0;
  }
});

const memberIdOf = (handle: string) => people[handle] ?? 0;
const by = (handle: string) => ({ id: memberIdOf(handle) });
const on = (id: number) => ({ kind: "comment" as const, id });
const jeanne = () => ({ kind: "member" as const, id: memberIdOf("jeanne") });

type Status = CommentStatus;
function write(status: Status, article = 0, handle = "jeanne"): Promise<number> {
  return aComment(db, articleIds[article] ?? 0, {
    memberId: memberIdOf(handle),
    status,
    bodySource: "x",
    bodyHtml: "<p>x</p>",
  });
}
const decided = (decision: Decision) => decideOrThrow(db, decision);
const reject = (handle: string, id: number) =>
  decided({ actor: by(handle), subject: on(id), action: "reject", reason: "respect" });
const approve = (handle: string, id: number) => decided({ actor: by(handle), subject: on(id), action: "approve" });
const ban = (handle: string, taken?: "remove" | "spam") =>
  decided({ actor: by(handle), subject: jeanne(), action: "ban", reason: "spam", comments: taken });

async function statusOf(id: number): Promise<Status | undefined> {
  const [row] = await db.select({ status: comments.status }).from(comments).where(eq(comments.id, id));
  return row?.status;
}
/** Everything that a decision can change: statuses, counts, policies, standings. */
async function snapshot() {
  return {
    comments: await db
      .select({ id: comments.id, status: comments.status, featuredAt: comments.featuredAt, text: comments.bodySource })
      .from(comments)
      .orderBy(comments.id),
    articles: await db
      .select({
        id: articles.id,
        n: articles.commentCount,
        policy: articles.commentPolicy,
        slow: articles.slowModeMinutes,
      })
      .from(articles)
      .orderBy(articles.id),
    jeanne: await findStanding(db, memberIdOf("jeanne")),
  };
}

describe("undo of one's own decisions", () => {
  test("reverts each decision with its effects, last first, and records each undo", async () => {
    const [a, b] = [await write("visible"), await write("pending")];
    const states = [await snapshot()];
    const decisions: Decision[] = [
      { actor: by("modo"), subject: on(a), action: "feature" },
      { actor: by("modo"), subject: on(a), action: "unfeature" },
      { actor: by("modo"), subject: on(a), action: "reject", reason: "respect" },
      { actor: by("modo"), subject: on(b), action: "approve" },
      { actor: by("modo"), subject: on(b), action: "spam" },
      { actor: by("modo"), subject: { kind: "article", id: articleIds[0] ?? 0 }, action: "close" },
      { actor: by("modo"), subject: { kind: "article", id: articleIds[0] ?? 0 }, action: "premoderate" },
      { actor: by("modo"), subject: { kind: "article", id: articleIds[0] ?? 0 }, action: "slow", minutes: 30 },
      { actor: by("modo"), subject: { kind: "article", id: articleIds[0] ?? 0 }, action: "slow", minutes: 2 },
      { actor: by("modo"), subject: { kind: "article", id: articleIds[0] ?? 0 }, action: "unslow" },
      { actor: by("modo"), subject: jeanne(), action: "warn", reason: "respect" },
      { actor: by("modo"), subject: jeanne(), action: "suspend", reason: "hate", until: new Date(Date.now() + 1e7) },
      { actor: by("modo"), subject: jeanne(), action: "suspend", reason: "hate", until: new Date(Date.now() + 1e8) },
      { actor: by("modo"), subject: jeanne(), action: "premoderate" },
      { actor: by("modo"), subject: jeanne(), action: "ban", reason: "hate" },
      { actor: by("modo"), subject: jeanne(), action: "lift" },
      { actor: by("modo"), subject: jeanne(), action: "note", note: "Vue." },
    ];
    for (const decision of decisions) {
      await decided(decision);
      states.push(await snapshot());
    }
    for (const decision of decisions.toReversed()) {
      states.pop();
      expect(await undoDecision(db, by("modo")), decision.action).toMatchObject({ value: { action: decision.action } });
      expect(await snapshot(), decision.action).toEqual(states.at(-1));
    }
    expect(await undoDecision(db, by("modo"))).toMatchObject({ code: "moderation.nothingToUndo" });
    expect(await db.$count(moderationDecisions, eq(moderationDecisions.action, "undo"))).toBe(decisions.length);
  });

  test("refuses decisions of other moderators and of rules", async () => {
    const id = await write("visible");
    const decision = await reject("modo", id);
    await decided({ actor: { rule: "links" }, subject: on(await write("pending")), action: "spam" });
    expect(await undoDecision(db, by("autre"))).toMatchObject({ code: "moderation.nothingToUndo" });
    expect(await undoDecision(db, by("autre"), decision)).toMatchObject({ code: "moderation.nothingToUndo" });
    expect(await undoDecision(db, by("jeanne"))).toMatchObject({ code: "member.forbidden" });
  });

  test("reverts one decision on a double click, and two on two calls without an id", async () => {
    const [a, b] = [await write("visible"), await write("visible")];
    await reject("modo", a);
    const last = await reject("modo", b);
    const twice = await Promise.all([undoDecision(db, by("modo"), last), undoDecision(db, by("modo"), last)]);
    expect(twice.filter(({ ok }) => ok)).toHaveLength(1);
    expect(twice.find(({ ok }) => !ok)).toMatchObject({ code: "moderation.nothingToUndo" });
    expect([await statusOf(a), await statusOf(b)]).toEqual(["rejected", "visible"]);
    await reject("modo", b);
    await Promise.all([undoDecision(db, by("modo")), undoDecision(db, by("modo"))]);
    expect([await statusOf(a), await statusOf(b)]).toEqual(["visible", "visible"]);
  });

  test("refuses a superseded decision and names the later decider", async () => {
    const id = await write("pending");
    const first = await approve("modo", id);
    await decided({ actor: by("autre"), subject: on(id), action: "spam" });
    const refusal = { code: "moderation.superseded", values: { by: "member", name: "autre", action: "spam" } };
    expect(await undoDecision(db, by("modo"), first)).toMatchObject(refusal);
    await undoDecision(db, by("autre"));
    expect(await undoDecision(db, by("modo"), first)).toMatchObject({ ok: true });
    expect(await statusOf(id)).toBe("pending");
  });

  test("refuses to restore a comment deleted by its author", async () => {
    const id = await write("pending");
    await approve("modo", id);
    await deleteComment(db, memberIdOf("jeanne"), id);
    expect(await undoDecision(db, by("modo"))).toMatchObject({ code: "moderation.deleted" });
    expect(await statusOf(id)).toBe("removed");
  });

  test("bans again when a lift is undone, under the same rules as a ban", async () => {
    await db
      .update(members)
      .set({ role: "admin" })
      .where(eq(members.id, memberIdOf("modo")));
    await decided({
      actor: by("modo"),
      subject: { kind: "member", id: memberIdOf("chef") },
      action: "ban",
      reason: "hate",
    });
    const lift = await decided({
      actor: by("modo"),
      subject: { kind: "member", id: memberIdOf("chef") },
      action: "lift",
    });
    await db
      .update(members)
      .set({ role: "moderator" })
      .where(eq(members.id, memberIdOf("modo")));
    expect(await undoDecision(db, by("modo"), lift)).toMatchObject({ code: "moderation.rank" });
    await db
      .update(members)
      .set({ role: "admin" })
      .where(eq(members.id, memberIdOf("modo")));
    expect(await undoDecision(db, by("modo"), lift)).toMatchObject({ ok: true });
    expect(await findStanding(db, memberIdOf("chef"))).toMatchObject({ banned: true });
  });
});

test("retracts an unread notification of an undone decision, and follows up a read one", async () => {
  const id = await write("visible");
  const notices = () =>
    db
      .select({ status: notifications.status, read: notifications.readAt })
      .from(notifications)
      .orderBy(notifications.id);
  await reject("modo", id);
  expect(await notices()).toEqual([{ status: "rejected", read: null }]);
  await undoDecision(db, by("modo"));
  expect(await notices()).toEqual([]);
  await reject("modo", id);
  await db.update(notifications).set({ readAt: new Date() });
  await undoDecision(db, by("modo"));
  expect(await notices()).toMatchObject([{ status: "rejected" }, { status: "visible", read: null }]);
});

describe("a ban with all comments", () => {
  /** Comments of every status on three articles, some with earlier decisions, some by other members. */
  async function everything() {
    for (const article of [0, 1, 2])
      for (const status of ["visible", "pending", "rejected", "spam", "removed"] as const) {
        await write(status, article);
        await write(status, article, "malik");
      }
    await reject("autre", await write("visible", 1));
    await approve("autre", await write("pending", 2));
    const deleted = await write("visible", 2);
    await deleteComment(db, memberIdOf("jeanne"), deleted);
  }

  test.each(["remove", "spam"] as const)("restores the exact status of every comment after %s", async (taken) => {
    await everything();
    const before = await snapshot();
    await ban("modo", taken);
    const meanwhile = await snapshot();
    const wanted = taken === "spam" ? "spam" : "removed";
    const mine = await db
      .select()
      .from(comments)
      .where(eq(comments.memberId, memberIdOf("jeanne")));
    expect(mine.filter(({ status }) => status === "visible" || status === "pending")).toEqual([]);
    expect(mine.filter(({ status }) => status === wanted).length).toBeGreaterThan(9);
    expect(meanwhile.articles.map(({ n }) => n)).toEqual([1, 1, 1]);
    expect(await undoDecision(db, by("modo"))).toMatchObject({ value: { action: "ban", subject: "member" } });
    expect(await snapshot()).toEqual(before);
    expect(await undoDecision(db, by("modo"))).toMatchObject({ code: "moderation.nothingToUndo" });
  });

  test("keeps later decisions on single comments, and deletions by the author", async () => {
    const [kept, back, deleted] = [await write("visible"), await write("pending"), await write("visible")];
    await ban("modo", "remove");
    await approve("autre", kept);
    await decided({ actor: by("autre"), subject: on(back), action: "spam" });
    await deleteComment(db, memberIdOf("jeanne"), deleted);
    await undoDecision(db, by("modo"));
    expect(await statusOf(kept)).toBe("visible");
    expect(await statusOf(back)).toBe("spam");
    expect(await statusOf(deleted)).toBe("removed");
    // After the undo of the ban, undoing the later decision restores the status from before the ban.
    await undoDecision(db, by("autre"));
    expect(await statusOf(back)).toBe("pending");
    await undoDecision(db, by("autre"));
    expect(await statusOf(kept)).toBe("visible");
    expect((await snapshot()).articles[0]?.n).toBe(1);
  });

  test("needs a fixed number of statements, and ranks threads with reactions again", async () => {
    const ids: number[] = [];
    for (let n = 0; n < 40; n += 1) ids.push(await write("visible", n % 3));
    await db.insert(commentReactions).values({ commentId: ids[3] ?? 0, memberId: memberIdOf("malik") });
    await db
      .update(comments)
      .set({ reactionCount: 1 })
      .where(eq(comments.id, ids[3] ?? 0));
    await storeThreadRanks(db, articleIds[0] ?? 0);
    expect(await db.$count(threadRanks)).toBeGreaterThan(0);
    const { statements } = await queries(() => ban("modo", "remove"));
    expect(statements.length).toBeLessThan(30);
    await storeThreadRanks(db, articleIds[0] ?? 0);
    expect(await db.$count(threadRanks)).toBe(0);
    const undone = await queries(() => undoDecision(db, by("modo")));
    expect(undone.statements.length).toBeLessThan(30);
    expect(undone.statements.some((text) => text.includes("pgboss") || text.includes("job"))).toBe(true);
  });

  test("changes standing and comments in one transaction", async () => {
    const id = await write("visible");
    await db.insert(memberStandings).values({ memberId: memberIdOf("jeanne"), bannedAt: new Date(), version: 7 });
    expect(
      await decide(db, {
        actor: by("modo"),
        subject: jeanne(),
        action: "ban",
        reason: "spam",
        comments: "spam",
        expectedVersion: 6,
      }),
    ).toMatchObject({ code: "moderation.changed" });
    expect(await statusOf(id)).toBe("visible");
  });
});
