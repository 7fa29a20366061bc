import { describe, expect, test } from "vitest";
import { comments, moderationDecisions, notifications } from "#db/schema.ts";
import { aComment } from "#features/comments/testing.ts";
import { appealFixtures } from "../appeals/testing.ts";
import { listUndoableDecisions } from "../queue/undoable-decisions/queries.ts";
import { findCommentStatement, findStatement, listStatements } from "../statements/queries.ts";
import { type Decision, decide } from "./decide.ts";
import { undoDecision } from "./undo.ts";

const { db, articleId, memberIdOf, by, write } = appealFixtures();

const text = "Bonjour,\n\nmerci de rester courtois.";
const refusal = (id: number, more: Partial<Decision> = {}) =>
  decide(db, {
    actor: by("modo"),
    subject: { kind: "comment", id },
    action: "reject",
    reason: "respect",
    note: text,
    toAuthor: true,
    ...more,
  } as Decision);
const stored = () => db.select().from(moderationDecisions).orderBy(moderationDecisions.id);

describe("a refusal whose text is for the author too", () => {
  test("stores a message as its part, and notifies the author once", async () => {
    const id = await write();
    const decided = await refusal(id);
    const [rejected, message, ...more] = await stored();
    expect(more).toEqual([]);
    expect(decided).toMatchObject({ ok: true, value: { decision: rejected?.id } });
    expect(message).toMatchObject({
      subject: "member",
      subjectId: memberIdOf("jeanne"),
      memberId: memberIdOf("jeanne"),
      actorId: memberIdOf("modo"),
      action: "message",
      reason: "respect",
      note: text,
      partOf: rejected?.id,
    });
    expect(await db.select({ decision: notifications.decisionId }).from(notifications)).toEqual([
      { decision: rejected?.id },
    ]);
  });

  test("is read in the statement of the refusal, and not listed beside it", async () => {
    const id = await write();
    await refusal(id);
    const jeanne = memberIdOf("jeanne");
    expect(await findCommentStatement(db, jeanne, id)).toMatchObject({ action: "reject", messageToAuthor: text });
    expect((await listStatements(db, jeanne)).map(({ action }) => action)).toEqual(["reject"]);
    // Without the choice, the note stays with the team.
    const other = await write();
    await refusal(other, { toAuthor: false } as Partial<Decision>);
    expect(await findCommentStatement(db, jeanne, other)).toMatchObject({ messageToAuthor: null });
  });

  test("is undone like any refusal, and touches no comment that has the member's id", async () => {
    // A part about a member must not be taken for one about the comment with the member's id.
    let namesake = 0;
    while (namesake < memberIdOf("jeanne")) namesake = await write("malik");
    const id = await write();
    const decided = await refusal(id);
    const decision = decided.ok ? decided.value.decision : 0;
    expect(await listUndoableDecisions(db, memberIdOf("modo"))).toMatchObject([{ id: decision, parts: 0 }]);
    expect(await undoDecision(db, by("modo"), decision)).toMatchObject({ ok: true, value: { decision, parts: 0 } });
    expect(await findStatement(db, memberIdOf("jeanne"), decision)).toMatchObject({ undone: true });
    expect(await db.select().from(notifications)).toEqual([]);
    const states = await db.select({ id: comments.id, version: comments.version }).from(comments);
    expect(states).toContainEqual({ id, version: 2 });
    expect(states).toContainEqual({ id: memberIdOf("jeanne"), version: 0 });
    expect(await undoDecision(db, by("modo"))).toMatchObject({ ok: false, code: "moderation.nothingToUndo" });
  });

  test("cannot be undone after a decision by somebody else", async () => {
    const id = await write();
    const decided = await refusal(id);
    await decide(db, { actor: by("autre"), subject: { kind: "comment", id }, action: "approve" });
    expect(await undoDecision(db, by("modo"), decided.ok ? decided.value.decision : 0)).toMatchObject({
      ok: false,
      code: "moderation.superseded",
    });
  });

  test("is stored once if the button is pressed twice, or two moderators decide at once", async () => {
    const id = await write();
    const both = await Promise.all([
      refusal(id, { expectedVersion: 0 }),
      refusal(id, { expectedVersion: 0 }),
      refusal(id, { expectedVersion: 0, actor: by("autre") }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    for (const lost of both.filter(({ ok }) => !ok)) expect(lost).toMatchObject({ code: "moderation.conflict" });
    expect((await stored()).map(({ action }) => action).sort()).toEqual(["message", "reject"]);
    expect(await db.$count(notifications)).toBe(1);
  });

  test("needs a text, and stores nothing without one", async () => {
    const id = await write();
    expect(await refusal(id, { note: " \n" })).toMatchObject({
      ok: false,
      fields: { note: "moderation.messageMissing" },
    });
    expect(await stored()).toEqual([]);
  });

  test("stores no message with an approval, for a comment without a member, or if another decision came first", async () => {
    await refusal(await write("jeanne", "pending"), { action: "approve" } as Partial<Decision>);
    const imported = await aComment(db, articleId(), { memberId: null, authorName: "Lecteur" });
    expect(await refusal(imported)).toMatchObject({ ok: true });
    const id = await write();
    expect(await refusal(id, { expectedVersion: 7 })).toMatchObject({ ok: false, code: "moderation.changed" });
    expect((await stored()).map(({ action }) => action)).toEqual(["approve", "reject"]);
  });
});
