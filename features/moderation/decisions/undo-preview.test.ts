import { eq, inArray } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { appeals, comments, decisionMails, members, moderationDecisions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { aComment } from "#features/comments/testing.ts";
import type { Role } from "#features/members/rules.ts";
import { type BulkDecision, decideInBulk } from "./bulk-decision.ts";
import type { Decision } from "./decide.ts";
import { decideOrThrow } from "./testing.ts";
import { undoDecision } from "./undo.ts";
import { previewUndo } from "./undo-preview.ts";

const { db, clear, queries } = testDatabase();
const people: Record<string, number> = {};
let articleId = 0;

beforeEach(async () => {
  await clear();
  const roles: [string, Role][] = [
    ["jeanne", "reader"],
    ["malik", "reader"],
    ["modo", "moderator"],
    ["autre", "moderator"],
  ];
  for (const [handle, role] of roles) {
    const [row] = await db.insert(members).values({ name: handle, handle, role }).returning({ id: members.id });
    people[handle] = row?.id ?? 0;
  }
  const input = { slug: "un", status: "published", title: "Un", lead: "", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...input, publishedAt: new Date() })).id;
});

const memberIdOf = (handle: string) => people[handle] ?? 0;
const by = (handle: string) => ({ id: memberIdOf(handle) });
const on = (id: number) => ({ kind: "comment" as const, id });

function write(status: "visible" | "pending", handle = "jeanne"): Promise<number> {
  return aComment(db, articleId, { memberId: memberIdOf(handle), status, bodySource: "x", bodyHtml: "<p>x</p>" });
}
const decided = (decision: Decision) => decideOrThrow(db, decision);
async function selected(ids: number[], action: BulkDecision["action"]): Promise<number> {
  const items = ids.map((id) => ({ id, version: 0 }));
  const many = await decideInBulk(db, { actor: by("modo"), action, reason: "respect", items });
  if (!many.ok || many.value.head === undefined) throw new Error("not decided");
  return many.value.head;
}
/** Marks the mails about these decisions as sent. */
const mailed = (ids: number[]) =>
  db
    .update(decisionMails)
    .set({ sent: true, claimedAt: new Date(), doneAt: new Date() })
    .where(inArray(decisionMails.decisionId, ids));
const partsOf = async (head: number) =>
  (
    await db
      .select({ id: moderationDecisions.id })
      .from(moderationDecisions)
      .where(eq(moderationDecisions.partOf, head))
  ).map(({ id }) => id);

/** Previews an undo, then runs it, and checks that the preview equals the effects on comments and pending mails. */
async function previewAndUndo(decision: number) {
  const preview = await previewUndo(db, by("modo"), decision);
  if (!preview.ok) throw new Error(preview.code);
  const statuses = async () =>
    new Map(
      (await db.select({ id: comments.id, status: comments.status }).from(comments)).map((c) => [c.id, c.status]),
    );
  const [before, decisions] = [await statuses(), await db.$count(moderationDecisions)];
  const undone = await undoDecision(db, by("modo"), decision);
  if (!undone.ok) throw new Error(undone.code);
  expect(await db.$count(moderationDecisions)).toBe(decisions + 1);
  const after = await statuses();
  const ids = [...before.keys()];
  const became = (test: (was: string, is: string) => boolean) =>
    ids.filter((id) => before.get(id) !== after.get(id) && test(before.get(id) ?? "", after.get(id) ?? "")).length;
  const { shown, hidden, waiting } = preview.value.comments;
  expect({ shown, hidden, waiting }).toEqual({
    shown: became((_, is) => is === "visible"),
    hidden: became((was) => was === "visible"),
    waiting: became((was, is) => was !== "visible" && is === "pending"),
  });
  expect(preview.value.mailed).toBe(await db.$count(decisionMails, eq(decisionMails.decisionId, undone.value.undoId)));
  return preview.value;
}

describe("preview of an undo", () => {
  test("of an approval counts one comment that is no longer public, and no mail", async () => {
    const decision = await decided({ actor: by("modo"), subject: on(await write("pending")), action: "approve" });
    expect(await previewAndUndo(decision)).toMatchObject({
      action: "approve",
      subject: "comment",
      name: "jeanne",
      article: "Un",
      parts: 0,
      comments: { shown: 0, hidden: 1, waiting: 0, unchanged: 0 },
      mailed: 0,
      appeals: 0,
      notices: 0,
    });
  });

  test("of a mailed removal counts one comment public again, and one mail", async () => {
    const decision = await decided({
      actor: by("modo"),
      subject: on(await write("visible")),
      action: "remove",
      reason: "respect",
    } as Decision);
    await mailed([decision]);
    expect(await previewAndUndo(decision)).toMatchObject({ comments: { shown: 1, hidden: 0 }, mailed: 1 });
  });

  test("of a selection leaves out comments with later decisions and deleted ones", async () => {
    const ids: number[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await write(n % 2 ? "pending" : "visible", n < 3 ? "jeanne" : "malik"));
    const head = await selected(ids, "spam");
    await decided({ actor: by("autre"), subject: on(ids[0] ?? 0), action: "approve" });
    await decided({ actor: by("autre"), subject: on(ids[1] ?? 0), action: "remove", reason: "hate" });
    await deleteComment(db, memberIdOf("jeanne"), ids[2] ?? 0);
    await mailed([head, ...(await partsOf(head))]);
    expect(await previewAndUndo(head)).toMatchObject({
      parts: 5,
      comments: { shown: 1, hidden: 0, waiting: 2, unchanged: 3 },
      mailed: 2,
    });
  });

  test("of a ban counts all its comments", async () => {
    for (const status of ["visible", "visible", "pending"] as const) await write(status);
    const decision = await decided({
      actor: by("modo"),
      subject: { kind: "member", id: memberIdOf("jeanne") },
      action: "ban",
      reason: "hate",
      comments: "remove",
    } as Decision);
    expect(await previewAndUndo(decision)).toMatchObject({
      subject: "member",
      name: "jeanne",
      state: { bannedAt: null },
      comments: { shown: 2, hidden: 0, waiting: 1, unchanged: 0 },
    });
  });

  test("of a closed thread and of a featured comment shows the state after it", async () => {
    const thread = { kind: "article" as const, id: articleId };
    const closed = await decided({ actor: by("modo"), subject: thread, action: "close" });
    expect(await previewAndUndo(closed)).toMatchObject({ article: "Un", name: null, state: { policy: "open" } });
    const featured = await decided({ actor: by("modo"), subject: on(await write("visible")), action: "feature" });
    expect(await previewAndUndo(featured)).toMatchObject({
      state: { featuredAt: null },
      comments: { shown: 0, hidden: 0, waiting: 0 },
    });
  });

  test("counts an appeal that it closes, and the mail to the appellant", async () => {
    const decision = await decided({
      actor: by("modo"),
      subject: on(await write("visible")),
      action: "remove",
      reason: "respect",
    } as Decision);
    await mailed([decision]);
    await db.insert(appeals).values({ decisionId: decision, memberId: memberIdOf("jeanne") });
    const preview = await previewUndo(db, by("modo"), decision);
    expect(preview).toMatchObject({ value: { appeals: 1, mailed: 1, comments: { shown: 1 } } });
  });

  test("needs as many statements for a hundred comments as for two, and writes nothing", async () => {
    const head = async (count: number) => {
      const ids: number[] = [];
      for (let n = 0; n < count; n += 1) ids.push(await write("visible"));
      return selected(ids, "remove");
    };
    const [two, hundred] = [await head(2), await head(100)];
    const few = await queries(() => previewUndo(db, by("modo"), two));
    const many = await queries(() => previewUndo(db, by("modo"), hundred));
    expect(many.result).toMatchObject({ value: { comments: { shown: 100 } } });
    expect(many.statements).toHaveLength(few.statements.length);
    expect(many.statements.length).toBeLessThan(12);
    expect([...few.statements, ...many.statements].some((text) => /^\s*(insert|update|delete)/i.test(text))).toBe(
      false,
    );
  });
});

test("refuses what the undo refuses: another moderator's, undone, superseded and deleted ones, and parts", async () => {
  const [a, b, c] = [await write("pending"), await write("pending"), await write("pending")];
  const first = await decided({ actor: by("modo"), subject: on(a), action: "approve" });
  const refusedAs = async (actor: { id: number }, decision: number) => {
    const preview = await previewUndo(db, actor, decision);
    expect(preview.ok).toBe(false);
    expect(await undoDecision(db, actor, decision)).toEqual(preview);
    return preview.ok ? "" : preview.code;
  };
  expect(await refusedAs(by("autre"), first)).toBe("moderation.nothingToUndo");
  expect(await refusedAs(by("jeanne"), first)).toBe("member.forbidden");
  await decided({ actor: by("autre"), subject: on(a), action: "spam" });
  expect(await refusedAs(by("modo"), first)).toBe("moderation.superseded");
  const head = await selected([b, c], "reject");
  for (const part of await partsOf(head)) expect(await refusedAs(by("modo"), part)).toBe("moderation.nothingToUndo");
  await undoDecision(db, by("modo"), head);
  expect(await refusedAs(by("modo"), head)).toBe("moderation.nothingToUndo");
  const gone = await decided({ actor: by("modo"), subject: on(b), action: "approve" });
  await deleteComment(db, memberIdOf("jeanne"), b);
  expect(await refusedAs(by("modo"), gone)).toBe("moderation.deleted");
});
