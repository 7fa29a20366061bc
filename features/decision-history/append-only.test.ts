import { expect, test } from "vitest";
import { articles, comments, members, moderationDecisions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";

const { db, sql } = testDatabase();

test("rejects changes, deletion and truncation of decisions", async () => {
  await db
    .insert(moderationDecisions)
    .values({ subject: "member", subjectId: 7, memberId: 7, rule: "x", action: "note" });
  for (const attempt of [
    "update moderation_decisions set note = 'other'",
    "update moderation_decisions set note = 'other' where false",
    "delete from moderation_decisions",
    "truncate moderation_decisions",
    "truncate moderation_decisions, settings cascade",
  ]) {
    await expect(sql.unsafe(attempt), attempt).rejects.toThrow("append-only");
  }
  expect(await db.$count(moderationDecisions)).toBe(1);
});

test("requires an actor or a rule for each decision, and one undone decision for each undo", async () => {
  const row = { subject: "member", subjectId: 7, memberId: 7 } as const;
  for (const wrong of [
    { ...row, action: "note" },
    { ...row, action: "note", rule: "x", actorId: 1 },
    { ...row, action: "undo", rule: "x" },
    { ...row, action: "note", rule: "x", reverts: 1 },
  ] as const) {
    await expect(db.insert(moderationDecisions).values(wrong)).rejects.toThrow();
  }
  await db.insert(moderationDecisions).values({ ...row, action: "undo", rule: "x", reverts: 1 });
  await expect(
    db.insert(moderationDecisions).values({ ...row, action: "undo", rule: "x", reverts: 1 }),
  ).rejects.toThrow();
});

test("keeps decisions when their subject is deleted, and does not block the deletion", async () => {
  const [member] = await db.insert(members).values({ name: "A", handle: "a" }).returning({ id: members.id });
  const [article] = await db.insert(articles).values({ slug: "a", title: "A" }).returning({ id: articles.id });
  const ids = { memberId: member?.id ?? 0, articleId: article?.id ?? 0 };
  const [comment] = await db
    .insert(comments)
    .values({ ...ids, thread: 1, bodySource: "x", bodyHtml: "x" })
    .returning({ id: comments.id });
  const before = await db.$count(moderationDecisions);
  const decision = { subject: "comment", subjectId: comment?.id ?? 0, ...ids, action: "hold", rule: "x" } as const;
  await db.insert(moderationDecisions).values(decision);
  await db.delete(articles);
  await db.delete(members);
  expect(await db.$count(comments)).toBe(0);
  expect(await db.$count(moderationDecisions)).toBe(before + 1);
});
