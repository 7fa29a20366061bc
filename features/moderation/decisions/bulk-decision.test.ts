import { randomUUID } from "node:crypto";
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { articles, comments, members, moderationDecisions, notifications } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "#features/comments/mutations.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { commentCounts } from "#server/cli/checks/counts.ts";
import { decidedComments } from "#server/cli/checks/decisions.ts";
import { moderationQueue } from "#server/cli/checks/moderation-queue.ts";
import { startProgress } from "#server/cli/progress.ts";
import { type BulkDecision, decideInBulk } from "./bulk-decision.ts";
import { decide } from "./decide.ts";
import { undoDecision } from "./undo.ts";

const { db, sql: raw, clear } = testDatabase();
const people: Record<string, number> = {};
let ids: number[] = [];

beforeEach(async () => {
  await clear();
  for (const [handle, role] of [
    ["jeanne", "reader"],
    ["malik", "reader"],
    ["modo", "moderator"],
    ["autre", "moderator"],
  ] as const) {
    const [row] = await db.insert(members).values({ name: handle, handle, role }).returning({ id: members.id });
    people[handle] = row?.id ?? 0;
  }
  ids = [];
  for (const slug of ["un", "deux"]) {
    const input = { slug, status: "published", title: slug, lead: "", bodyHtml: "", publishedAt: new Date() } as const;
    const { id } = await upsertArticle(db, input);
    const one = (n: number, status: "visible" | "pending") =>
      ({
        key: String(n),
        memberId: people[n % 2 ? "jeanne" : "malik"],
        status,
        bodySource: "x",
        bodyHtml: "<p>x</p>",
        createdAt: new Date(),
      }) as const;
    const made = await addComments(db, id, [one(1, "visible"), one(2, "pending"), one(3, "visible")]);
    ids.push(...made.values());
  }
});

const modo = () => ({ id: people.modo ?? 0 });
const select = (chosen: number[], more: Partial<BulkDecision> = {}) =>
  decideInBulk(db, {
    actor: modo(),
    action: "reject",
    reason: "spam",
    items: chosen.map((id) => ({ id, version: 0 })),
    ...more,
  });
const statuses = async () =>
  (await db.select({ status: comments.status }).from(comments).orderBy(comments.id)).map(({ status }) => status);
const counts = async () =>
  (await db.select({ n: articles.commentCount }).from(articles).orderBy(articles.id)).map(({ n }) => n);
/** The faults that `vigie check` finds in decisions, counts and the queue. */
const faults = () =>
  raw.begin("isolation level repeatable read read only", async (tx) => {
    const lines: string[] = [];
    for (const check of [decidedComments, commentCounts, moderationQueue])
      for await (const line of check.find({ sql: tx, startProgress })) lines.push(line);
    return lines;
  });
async function chosen(more: Partial<BulkDecision> = {}, which = ids) {
  const many = await select(which, more);
  if (!many.ok) throw new Error(many.code);
  return many.value;
}

test("decides each item on the version that was seen and returns the current state of changed ones", async () => {
  await decide(db, {
    actor: { id: people.autre ?? 0 },
    subject: { kind: "comment", id: ids[0] ?? 0 },
    action: "feature",
  });
  await deleteComment(db, people.malik ?? 0, ids[1] ?? 0);
  const { items, head } = await chosen({}, [...ids, 4242]);
  expect(items.map((item) => (item.decided ? "decided" : item.refusal.code))).toEqual([
    "moderation.conflict",
    "moderation.deleted",
    ...["decided", "decided", "decided", "decided"],
    "moderation.gone",
  ]);
  expect(items[0]).toMatchObject({ now: { version: 1, status: "visible", last: { action: "feature", by: "autre" } } });
  expect(await statuses()).toEqual(["visible", "removed", "rejected", "rejected", "rejected", "rejected"]);
  expect(await counts()).toEqual([1, 0]);
  expect(await db.$count(moderationDecisions, eq(moderationDecisions.partOf, head ?? 0))).toBe(3);
  expect(await db.$count(notifications, eq(notifications.kind, "decision"))).toBe(4);
});

test("refuses members, missing reasons and repeated decisions", async () => {
  expect(await select(ids, { actor: { id: people.jeanne ?? 0 } })).toMatchObject({ code: "member.forbidden" });
  expect(await select(ids, { reason: undefined })).toMatchObject({ fields: { reason: "moderation.reasonMissing" } });
  expect(await db.$count(moderationDecisions)).toBe(0);
  await chosen();
  const again = await chosen({ items: ids.map((id) => ({ id, version: 1 })) });
  expect(again.head).toBeUndefined();
  expect(new Set(again.items.map((item) => !item.decided && item.refusal.code))).toEqual(
    new Set(["moderation.already"]),
  );
});

describe("undo of a selection", () => {
  test("reverts all parts of several requests and keeps later decisions and deletions", async () => {
    const before = await statuses();
    const selection = randomUUID();
    const first = await chosen({ selection }, ids.slice(0, 3));
    const second = await chosen({ selection }, ids.slice(3));
    expect(second.head).toBe(first.head);
    expect(await statuses()).toEqual(ids.map(() => "rejected"));
    await db
      .update(notifications)
      .set({ readAt: sql`now()` })
      .where(eq(notifications.commentId, ids[4] ?? 0));
    const other = { actor: { id: people.autre ?? 0 }, subject: { kind: "comment" as const, id: ids[2] ?? 0 } };
    await decide(db, { ...other, action: "spam" });
    expect(await undoDecision(db, modo())).toMatchObject({ ok: true, value: { decision: first.head, parts: 5 } });
    expect(await statuses()).toEqual(before.map((status, n) => (n === 2 ? "spam" : status)));
    expect(await counts()).toEqual([1, 2]);
    expect(await undoDecision(db, modo())).toMatchObject({ code: "moderation.nothingToUndo" });
    // Members who read the notification are notified of the current state; the others get nothing.
    expect(
      await db
        .select({ comment: notifications.commentId, status: notifications.status })
        .from(notifications)
        .where(and(eq(notifications.kind, "decision"), inArray(notifications.commentId, ids.toSpliced(2, 1))))
        .orderBy(notifications.id),
    ).toEqual([
      { comment: ids[4], status: "rejected" },
      { comment: ids[4], status: before[4] },
    ]);
  });

  test("works after a later decision on the first comment, and after its deletion", async () => {
    const one = await chosen();
    await decide(db, {
      actor: { id: people.autre ?? 0 },
      subject: { kind: "comment", id: ids[0] ?? 0 },
      action: "restore",
    });
    expect(await undoDecision(db, modo())).toMatchObject({ ok: true });
    expect(await statuses()).toEqual(["visible", "pending", "visible", "visible", "pending", "visible"]);
    expect(one.head).toBeGreaterThan(0);
    const version = async () =>
      (await db.select({ v: comments.version, id: comments.id }).from(comments)).map(({ v, id }) => ({
        id,
        version: v,
      }));
    const two = await chosen({ items: (await version()).toSorted((a, b) => a.id - b.id) });
    expect(two.items.every(({ decided }) => decided)).toBe(true);
    await deleteComment(db, people.jeanne ?? 0, ids[0] ?? 0);
    expect(await undoDecision(db, modo())).toMatchObject({ ok: true });
    expect(await statuses()).toEqual(["removed", "pending", "visible", "visible", "pending", "visible"]);
    expect(await counts()).toEqual([1, 2]);
  });

  test("closes the selection: refuses further, concurrent and repeated parts", async () => {
    const selection = randomUUID();
    await chosen({ selection }, ids.slice(0, 2));
    const [undone, more] = await Promise.all([undoDecision(db, modo()), select(ids.slice(2), { selection })]);
    expect(undone.ok).toBe(true);
    for (const late of [ids.slice(2), ids.slice(0, 2)])
      expect(await select(late, { selection })).toMatchObject({ code: "moderation.selectionUndone" });
    // In either order, each comment has the status of its decisions in force.
    const parts = await db.$count(moderationDecisions, isNotNull(moderationDecisions.partOf));
    expect(more.ok || more.code).toBe(parts > 1 ? true : "moderation.selectionUndone");
    expect(await statuses()).toEqual(["visible", "pending", "visible", "visible", "pending", "visible"]);
  });
});

describe("key of a selection", () => {
  test("returns the first result to a repeated part, decides nothing twice, and reverts all with one undo", async () => {
    const before = await statuses();
    const selection = randomUUID();
    await decide(db, {
      actor: { id: people.autre ?? 0 },
      subject: { kind: "comment", id: ids[1] ?? 0 },
      action: "approve",
    });
    const lost = await chosen({ selection }, ids.slice(0, 3));
    const known = await db.select().from(moderationDecisions).orderBy(moderationDecisions.id);
    const heard = await db.$count(notifications);
    expect(await chosen({ selection }, ids.slice(0, 3))).toEqual(lost);
    expect(await db.select().from(moderationDecisions).orderBy(moderationDecisions.id)).toEqual(known);
    expect(await db.$count(notifications)).toBe(heard);
    // Also after another moderator's later decision: the current state is returned.
    await decide(db, {
      actor: { id: people.autre ?? 0 },
      subject: { kind: "comment", id: ids[2] ?? 0 },
      action: "spam",
    });
    const again = await chosen({ selection }, ids.slice(0, 3));
    expect(again).toMatchObject({
      head: lost.head,
      items: [{ decided: true }, { decided: false }, { decided: true, now: { status: "spam" } }],
    });
    expect(await chosen({ selection }, ids.slice(3))).toMatchObject({ head: lost.head });
    expect(await undoDecision(db, modo(), lost.head)).toMatchObject({ ok: true, value: { parts: 4 } });
    expect(await statuses()).toEqual(before.with(1, "visible").with(2, "spam"));
  });

  test("gives two concurrent parts one head, and two concurrent copies of a part one decision", async () => {
    const selection = randomUUID();
    const parts = [ids.slice(0, 3), ids.slice(3), ids.slice(3).reverse(), ids.slice(0, 3)];
    const done = await Promise.all(parts.map((part) => chosen({ selection }, part)));
    expect(new Set(done.map(({ head }) => head)).size).toBe(1);
    expect(done.flatMap(({ items }) => items).every(({ decided }) => decided)).toBe(true);
    expect(await db.$count(moderationDecisions)).toBe(6);
    expect(await undoDecision(db, modo())).toMatchObject({ ok: true, value: { parts: 5 } });
    expect(await statuses()).toEqual(["visible", "pending", "visible", "visible", "pending", "visible"]);
  });

  test("is valid for one moderator and one action", async () => {
    const selection = randomUUID();
    const first = await chosen({ selection }, ids.slice(0, 1));
    expect(await select(ids.slice(1), { selection, action: "spam" })).toMatchObject({ code: "form.stale" });
    const others = await chosen({ selection, actor: { id: people.autre ?? 0 } }, ids.slice(1, 2));
    expect(others.head).not.toBe(first.head);
    expect(others.items[0]).toMatchObject({ decided: true });
  });

  test("is optional: items without a key are a separate selection", async () => {
    const [one, two] = [await chosen({}, ids.slice(0, 2)), await chosen({}, ids.slice(2, 4))];
    expect(two.head).not.toBe(one.head);
    expect(await undoDecision(db, modo(), one.head)).toMatchObject({ ok: true, value: { parts: 1 } });
  });
});

test("if two moderators decide on the same comments at once, each comment has one decision, and the other one is refused as a conflict", async () => {
  const all = { items: ids.map((id) => ({ id, version: 0 })) };
  const [approved, refused] = await Promise.all([
    decideInBulk(db, { actor: modo(), action: "approve", ...all, items: all.items.slice(0, 8) }),
    decideInBulk(db, { actor: { id: people.autre ?? 0 }, action: "reject", reason: "spam", items: all.items.slice(4) }),
  ]);
  if (!approved.ok || !refused.ok) throw new Error("A selection was refused.");
  const both = all.items
    .slice(4, 8)
    .map(({ id }) => [approved, refused].map(({ value }) => value.items.find((item) => item.id === id)));
  for (const pair of both) {
    expect(pair.filter((item) => item?.decided)).toHaveLength(1);
    const lost = pair.find((item) => item && !item.decided);
    expect(lost).toMatchObject({ refusal: { code: "moderation.conflict" } });
  }
  expect(await db.$count(moderationDecisions)).toBe(ids.length);
  expect(await faults()).toEqual([]);
});

test("never deadlocks bulk decisions, single decisions, ban cascades and undos", async () => {
  const one = (actor: string, id: number | undefined, action: "approve" | "spam") =>
    decide(db, { actor: { id: people[actor] ?? 0 }, subject: { kind: "comment", id: id ?? 0 }, action });
  const any = (chosen: number[], actor: string) => {
    const items = chosen.map((id) => ({ id, version: 0 }));
    return decideInBulk(db, { actor: { id: people[actor] ?? 0 }, action: "reject", reason: "spam", items });
  };
  for (let round = 0; round < 5; round += 1) {
    await db.update(comments).set({ version: 0 });
    await Promise.all([
      any(ids, "modo"),
      any(ids.toReversed(), "autre"),
      one("autre", ids[5], "approve"),
      one("modo", ids[0], "spam"),
      decide(db, {
        actor: { id: people.autre ?? 0 },
        subject: { kind: "member", id: people.jeanne ?? 0 },
        reason: "spam",
        action: "ban",
        comments: "remove",
      }),
      undoDecision(db, modo()),
    ]);
    await undoDecision(db, { id: people.autre ?? 0 });
  }
  expect(await faults()).toEqual([]);
});
