import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { appealOutcomes, appeals, appealTexts, articles, moderationDecisions, notifications } from "#db/schema.ts";
import { selectNumbers } from "#db/select-numbers.ts";
import { anonymiseMember } from "#features/account/deletion/anonymise-member.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { findStanding } from "#features/members/standing/queries.ts";
import { undoDecision } from "../decisions/undo.ts";
import { findStatement, listStatements } from "../statements/queries.ts";
import { appealDecision } from "./mutations.ts";
import { openAppealCount } from "./queries.ts";
import { appealFixtures, body } from "./testing.ts";

const {
  db,
  memberIdOf,
  by,
  write,
  decided,
  reject,
  rejectAll,
  ban,
  appealed,
  settle,
  statuses,
  outcomeOf,
  listNotified,
} = appealFixtures();

describe("an overturned decision", () => {
  test("is undone with all its effects: a ban restores each comment's status and the count", async () => {
    await write();
    await write("jeanne", "pending");
    const mine = await write("malik");
    const decision = await ban("remove");
    expect(await statuses()).toEqual(["removed", "removed", "visible"]);
    const appeal = await appealed(decision);
    const parts = await db.select().from(moderationDecisions).where(eq(moderationDecisions.partOf, decision));
    const partAppeal = await appealed(parts[0]?.id ?? 0);
    expect(await settle("autre", appeal, "overturned")).toMatchObject({ ok: true });
    expect(await statuses()).toEqual(["visible", "pending", "visible"]);
    expect(await findStanding(db, memberIdOf("jeanne"))).toMatchObject({ banned: false });
    const [article] = await db.select().from(articles);
    expect(article?.commentCount).toBe(2);
    expect(mine).toBeGreaterThan(0);
    const [moot] = await db.select().from(appealOutcomes).where(eq(appealOutcomes.appealId, partAppeal));
    expect(moot).toMatchObject({ outcome: "moot", actorId: null });
    expect(await outcomeOf(parts[0]?.id ?? 0)).toMatchObject({ outcome: "overturned" });
    expect(await undoDecision(db, by("autre"))).toMatchObject({ code: "moderation.nothingToUndo" });
  });

  test("restores one comment of a ban without changing the ban and the others", async () => {
    await write();
    await write();
    const decision = await ban("remove");
    const parts = await db.select().from(moderationDecisions).where(eq(moderationDecisions.partOf, decision));
    expect(await settle("autre", await appealed(parts[1]?.id ?? 0), "overturned")).toMatchObject({ ok: true });
    expect((await statuses()).sort()).toEqual(["removed", "visible"]);
    expect(await findStanding(db, memberIdOf("jeanne"))).toMatchObject({ banned: true });
    expect(await outcomeOf(decision)).toMatchObject({ outcome: "stands" });
    // A later undo of the ban restores the other comment.
    await undoDecision(db, by("modo"));
    expect(await statuses()).toEqual(["visible", "visible"]);
  });

  test("restores only the appealed comment of a selection, even the first", async () => {
    const [a, b, c] = [await write(), await write("malik"), await write("malik")];
    const [head = 0, second = 0, third = 0] = await rejectAll(a, b, c);
    expect((await listStatements(db, memberIdOf("malik"))).map(({ id }) => id)).toEqual([third, second]);
    expect(await findStatement(db, memberIdOf("malik"), second)).toMatchObject({ ban: null, cascadedComments: 0 });
    const appeal = await appealed(second, "malik");
    expect(await settle("autre", await appealed(head), "overturned")).toMatchObject({ ok: true });
    expect(await statuses()).toEqual(["visible", "rejected", "rejected"]);
    expect(await outcomeOf(head)).toMatchObject({ outcome: "overturned" });
    expect(await undoDecision(db, by("autre"))).toMatchObject({ code: "moderation.nothingToUndo" });
    expect(await outcomeOf(third)).toMatchObject({ outcome: "stands" });
    expect(await settle("autre", appeal, "overturned")).toMatchObject({ ok: true });
    expect(await statuses()).toEqual(["visible", "visible", "rejected"]);
    const last = await appealed(third, "malik");
    await undoDecision(db, by("modo"), head);
    expect(await statuses()).toEqual(["visible", "visible", "visible"]);
    expect(await settle("autre", last)).toMatchObject({ code: "appeal.decided", values: { outcome: "moot" } });
    expect(await outcomeOf(third)).toMatchObject({ outcome: "undone" });
  });

  test("keeps a later decision on the first comment of a selection and makes no new one", async () => {
    for (const [since, stays] of [
      ["remove", "removed"],
      ["approve", "visible"],
    ] as const) {
      const [a, b] = [await write(), await write("malik")];
      const [head = 0] = await rejectAll(a, b);
      const appeal = await appealed(head);
      await decided({ actor: by("chef"), subject: { kind: "comment", id: a }, action: since, reason: "hate" });
      const before = await db.$count(moderationDecisions);
      expect(await settle("autre", appeal, "overturned")).toMatchObject({ ok: true });
      expect((await statuses()).slice(-2)).toEqual([stays, "rejected"]);
      expect(await db.$count(moderationDecisions)).toBe(before);
      expect(await outcomeOf(head)).toMatchObject({ outcome: "overturned" });
    }
  });

  test("is undone despite a later decision or a deleted text, and the state follows from the other decisions", async () => {
    const id = await write();
    const first = await reject(id);
    const appeal = await appealed(first);
    await decided({ actor: by("autre"), subject: { kind: "comment", id }, action: "remove", reason: "hate" });
    expect(await settle("chef", appeal, "overturned")).toMatchObject({ ok: true });
    expect(await statuses()).toEqual(["removed"]);
    const other = await write();
    const second = await reject(other);
    const late = await appealed(second);
    await deleteComment(db, memberIdOf("jeanne"), other);
    expect(await settle("autre", late, "overturned")).toMatchObject({ ok: true });
    expect(await statuses()).toEqual(["removed", "removed"]);
    expect(await outcomeOf(second)).toMatchObject({ outcome: "overturned" });
  });
});

describe("appeals closed without a decision", () => {
  test("closes an appeal on undo, notifies the member once and refuses a decision on it", async () => {
    const decision = await ban();
    const appeal = await appealed(decision);
    await db.update(notifications).set({ readAt: new Date() });
    await undoDecision(db, by("modo"));
    expect(await listNotified()).toEqual([
      { kind: "decision", decisionId: decision },
      { kind: "appeal", decisionId: decision },
    ]);
    expect(await settle("autre", appeal)).toMatchObject({ code: "appeal.decided", values: { outcome: "moot" } });
    expect(await outcomeOf(decision)).toEqual({ outcome: "undone", sole: false });
    expect((await selectNumbers(db, { n: openAppealCount })).n).toBe(0);
  });

  test("leaves no open appeal when an undo and an appeal run concurrently", async () => {
    for (let n = 0; n < 15; n += 1) {
      const decision = await ban("remove");
      const [appeal] = await Promise.all([
        appealDecision(db, memberIdOf("jeanne"), { decision, body }),
        undoDecision(db, by("modo"), decision),
      ]);
      expect(appeal.ok || appeal.code === "appeal.undone").toBe(true);
      expect((await selectNumbers(db, { n: openAppealCount })).n).toBe(0);
    }
  });

  test("deletes the appeal's text with the account and keeps its anonymous rows", async () => {
    const decision = await ban();
    const appeal = await appealed(decision);
    await anonymiseMember(db, memberIdOf("jeanne"), { keepsComments: true });
    expect(await db.$count(appealTexts)).toBe(0);
    expect(await db.select({ id: appeals.id, decisionId: appeals.decisionId }).from(appeals)).toEqual([
      { id: appeal, decisionId: decision },
    ]);
    expect(await settle("autre", appeal)).toMatchObject({ code: "appeal.decided", values: { outcome: "moot" } });
    expect((await selectNumbers(db, { n: openAppealCount })).n).toBe(0);
  });
});
