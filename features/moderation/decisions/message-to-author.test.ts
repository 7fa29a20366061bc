import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { comments, moderationDecisions, notifications, replyTemplates } from "#db/schema.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import { someMembers } from "#features/members/testing.ts";
import { appealFixtures } from "../appeals/testing.ts";
import { listMemberDecisions } from "../member-record/decisions/queries.ts";
import { listUndoableDecisions } from "../queue/undoable-decisions/queries.ts";
import { findCommentStatement, findStatement, listStatements } from "../statements/queries.ts";
import { type BulkDecision, decideInBulk } from "./bulk-decision.ts";
import { findCurrentState } from "./current-state.ts";
import { type Decision, decide } from "./decide.ts";
import { writeNote } from "./message-to-author.ts";
import { undoDecision } from "./undo.ts";
import { previewUndo } from "./undo-preview.ts";

const { db, articleId, memberIdOf, by, member, write, queries, decided, ban } = appealFixtures();

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

describe("a bulk refusal with a text for the authors", () => {
  const refuseAll = (ids: number[], more: Partial<BulkDecision> = {}) =>
    decideInBulk(db, {
      actor: by("modo"),
      action: "reject",
      reason: "respect",
      message: "Bonjour {membre}, relisez {article}.",
      items: ids.map((id) => ({ id, version: 0 })),
      ...more,
    });
  const messages = async () => (await stored()).filter(({ action }) => action === "message");
  const textFor = (name: string) => `Bonjour ${name}, relisez « Fil ».`;

  test("stores one message for each author, as a part of the selection", async () => {
    const ids = [await write(), await write("malik"), await write(), await write("malik", "pending")];
    const imported = await aComment(db, articleId(), { memberId: null, authorName: "Lecteur" });
    const many = await refuseAll([...ids, imported]);
    const head = many.ok ? many.value.head : 0;
    const common = { subject: "member", actorId: memberIdOf("modo"), reason: "respect", partOf: head, selection: null };
    const plain = (await messages()).map((row) => ({ ...row, note: row.note.replaceAll(/[\u00a0\u202f]/g, " ") }));
    expect(plain).toMatchObject([
      { ...common, memberId: memberIdOf("jeanne"), subjectId: memberIdOf("jeanne"), note: textFor("jeanne") },
      { ...common, memberId: memberIdOf("malik"), subjectId: memberIdOf("malik"), note: textFor("malik") },
    ]);
    // One notification for each comment, none for the messages.
    expect(await db.$count(notifications)).toBe(4);
    for (const [n, id] of ids.entries()) {
      const name = n % 2 ? "malik" : "jeanne";
      const statement = await findCommentStatement(db, memberIdOf(name), id);
      expect(statement?.messageToAuthor?.replaceAll(/[\u00a0\u202f]/g, " ")).toBe(textFor(name));
    }
    expect((await listStatements(db, memberIdOf("jeanne"))).map(({ action }) => action)).toEqual(["reject", "reject"]);
  });

  test("names no article if the author's comments are on several", async () => {
    const other = await anArticle(db, "autre-fil", { title: "Autre" });
    const elsewhere = await aComment(db, other, { memberId: memberIdOf("jeanne") });
    await refuseAll([await write(), elsewhere]);
    expect(await messages()).toMatchObject([{ note: "Bonjour jeanne, relisez un de nos articles." }]);
  });

  test("writes to an author once, however many requests the selection takes, and however often one arrives", async () => {
    const selection = randomUUID();
    const [a, b, c] = [await write(), await write(), await write("malik")];
    await refuseAll([a], { selection });
    await Promise.all([refuseAll([b, c], { selection }), refuseAll([b, c], { selection })]);
    await refuseAll([a], { selection });
    expect((await messages()).map(({ memberId }) => memberId)).toEqual([memberIdOf("jeanne"), memberIdOf("malik")]);
  });

  test("is taken back with the selection, and touches no comment that has a member's id", async () => {
    let namesake = 0;
    while (namesake < memberIdOf("malik")) namesake = await write("autre");
    const ids = [await write(), await write("malik")];
    const many = await refuseAll(ids);
    const head = many.ok ? (many.value.head ?? 0) : 0;
    expect(await listUndoableDecisions(db, memberIdOf("modo"))).toMatchObject([{ id: head, parts: 1 }]);
    expect(await previewUndo(db, by("modo"), head)).toMatchObject({
      value: { parts: 1, comments: { shown: 2, hidden: 0, waiting: 0, unchanged: 0 } },
    });
    expect(await undoDecision(db, by("modo"), head)).toMatchObject({ ok: true, value: { parts: 1 } });
    expect(await db.select().from(notifications)).toEqual([]);
    const states = new Map(
      (await db.select({ id: comments.id, version: comments.version, status: comments.status }).from(comments)).map(
        ({ id, ...state }) => [id, state],
      ),
    );
    for (const id of ids) expect(states.get(id)).toEqual({ version: 2, status: "visible" });
    for (const name of ["jeanne", "malik"])
      expect(states.get(memberIdOf(name))).toEqual({ version: 0, status: "visible" });
  });

  test("sends nothing to authors whose comments were not decided on", async () => {
    const [own, changed, deleted] = [await write("modo"), await write("malik"), await write()];
    await db.update(comments).set({ version: 3 }).where(eq(comments.id, changed));
    await db.update(comments).set({ deletedAt: new Date(), status: "removed" }).where(eq(comments.id, deleted));
    expect(await refuseAll([own, changed, deleted])).toMatchObject({ ok: true, value: { head: undefined } });
    expect(await messages()).toEqual([]);
  });

  test("needs a refusal and a bounded text, and stores nothing otherwise", async () => {
    const id = await write("jeanne", "pending");
    expect(await refuseAll([id], { action: "approve", reason: undefined })).toMatchObject({
      ok: false,
      fields: { message: "moderation.messageNeedsRefusal" },
    });
    expect(await refuseAll([id], { message: "x".repeat(2_001) })).toMatchObject({
      ok: false,
      fields: { message: "moderation.noteTooLong" },
    });
    expect(await stored()).toEqual([]);
    expect(await refuseAll([id], { message: "x".repeat(2_000) })).toMatchObject({ ok: true });
    expect(await refuseAll([await write()], { message: " \n" })).toMatchObject({ ok: true });
    expect((await messages()).map(({ note }) => note.length)).toEqual([2_000]);
  });

  test("takes as many statements for a hundred authors as for one", async () => {
    const authors = await someMembers(
      db,
      Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`auteur-${n}`, "reader" as const])),
      () => ({}),
    );
    const ids: number[] = [];
    for (const memberId of Object.values(authors)) ids.push(await aComment(db, articleId(), { memberId }));
    const count = async (some: number[]) => (await queries(() => refuseAll(some))).statements.length;
    const few = await count(ids.slice(0, 2));
    expect(few).toBeGreaterThan(5);
    expect(await count(ids.slice(2))).toBe(few);
    expect(await messages()).toHaveLength(100);
  });
});

describe("a ban or suspension with a text for the member", () => {
  const sanction = (more: Partial<Decision> = {}) =>
    decide(db, {
      actor: by("modo"),
      subject: member("jeanne"),
      action: "ban",
      reason: "respect",
      note: text,
      toAuthor: true,
      ...more,
    } as Decision);

  test.each(["ban", "suspend"] as const)("stores a message as a part of the %s, which quotes it", async (action) => {
    const until = action === "suspend" ? new Date(Date.now() + 86_400_000) : undefined;
    const result = await sanction({ action, until } as Partial<Decision>);
    const decision = result.ok ? result.value.decision : 0;
    const [sanctioned, message, ...more] = await stored();
    expect(more).toEqual([]);
    expect(sanctioned).toMatchObject({ id: decision, action });
    expect(message).toMatchObject({ action: "message", memberId: memberIdOf("jeanne"), note: text, partOf: decision });
    const jeanne = memberIdOf("jeanne");
    expect(await findStatement(db, jeanne, decision)).toMatchObject({ action, messageToAuthor: text });
    expect((await listStatements(db, jeanne)).map(({ id }) => id)).toEqual([decision]);
    expect(await db.select({ decision: notifications.decisionId }).from(notifications)).toEqual([{ decision }]);
    // The team sees that it was sent; it is no decision of its own.
    expect((await listMemberDecisions(db, jeanne)).map((row) => row.action)).toEqual(["message", action]);
    expect(await findCurrentState(db, member("jeanne"))).toMatchObject({ version: 1, last: { id: decision, action } });
  });

  test("with the comments: the message is no comment of the ban, and each comment's statement leaves it to the ban", async () => {
    let namesake = 0;
    while (namesake < memberIdOf("jeanne")) namesake = await write("malik");
    const id = await write();
    const result = await sanction({ comments: "remove" } as Partial<Decision>);
    const decision = result.ok ? result.value.decision : 0;
    const jeanne = memberIdOf("jeanne");
    expect(await findStatement(db, jeanne, decision)).toMatchObject({ messageToAuthor: text, cascadedComments: 1 });
    expect(await findCommentStatement(db, jeanne, id)).toMatchObject({ messageToAuthor: null, ban: decision });
    expect((await listStatements(db, jeanne, { withBan: decision })).map(({ action }) => action)).toEqual(["remove"]);
    expect(await listMemberDecisions(db, jeanne)).toMatchObject([{ action: "message" }, { action: "ban", parts: 1 }]);
    expect(await previewUndo(db, by("modo"), decision)).toMatchObject({ value: { parts: 1, comments: { shown: 1 } } });
    expect(await undoDecision(db, by("modo"), decision)).toMatchObject({ ok: true, value: { parts: 1 } });
    const states = await db
      .select({ id: comments.id, version: comments.version, status: comments.status })
      .from(comments);
    expect(states).toContainEqual({ id, version: 2, status: "visible" });
    expect(states).toContainEqual({ id: jeanne, version: 0, status: "visible" });
    expect(await findStatement(db, jeanne, decision)).toMatchObject({ undone: true });
  });

  test("needs a text, and stores none with another action or without the choice", async () => {
    expect(await sanction({ note: "" })).toMatchObject({ ok: false, fields: { note: "moderation.messageMissing" } });
    expect(await stored()).toEqual([]);
    await sanction({ action: "premoderate" } as Partial<Decision>);
    await ban();
    await decided({ actor: by("modo"), subject: member("malik"), action: "ban", reason: "spam", note: "Pour nous." });
    expect((await stored()).map(({ action }) => action)).toEqual(["premoderate", "ban", "ban"]);
  });

  test("a second decision names the ban that came first, not its message", async () => {
    await sanction();
    expect(await sanction({ actor: by("autre"), expectedVersion: 0 })).toMatchObject({
      code: "moderation.conflict",
      values: { action: "ban" },
    });
  });
});

describe("the note of a decision", () => {
  const noteFor = async (kind: string, id: number, note: string, template?: number) => {
    const written = await writeNote(db, { note, template, subject: { kind, id } });
    return written.ok ? written.value.replaceAll(/[\u00a0\u202f]/g, " ") : written.code;
  };

  test("has the names for its placeholders, whoever typed them", async () => {
    const id = await write();
    const imported = await aComment(db, articleId(), { memberId: null, authorName: "Lecteur" });
    const jeanne = memberIdOf("jeanne") ?? 0;
    const typed = "Bonjour {membre}, relisez {article}.";
    expect(await noteFor("comment", id, typed)).toBe("Bonjour jeanne, relisez « Fil ».");
    expect(await noteFor("comment", imported, "{member} {autre}")).toBe("Lecteur {autre}");
    expect(await noteFor("member", jeanne, typed)).toBe("Bonjour jeanne, relisez un de nos articles.");
    expect(await noteFor("article", articleId(), typed)).toBe(typed);
  });

  test("is the text of the template if the moderator wrote none", async () => {
    const id = await write();
    const [row] = await db.insert(replyTemplates).values({ title: "T", body: "Merci {membre}." }).returning();
    const template = row?.id ?? 0;
    expect(await noteFor("comment", id, "", template)).toBe("Merci jeanne.");
    expect(await noteFor("comment", id, "Autre", template)).toBe("Autre");
    // A decision that takes its text must not go out without it.
    expect(await noteFor("comment", id, "", template + 99)).toBe("replyTemplates.gone");
  });
});
