import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  appealOutcomes,
  appeals,
  appealTexts,
  articles,
  comments,
  members,
  moderationDecisions,
  notifications,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anonymiseMember } from "#features/account/deletion/anonymise-member.ts";
import { anArticle } from "#features/articles/testing.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { aComment } from "#features/comments/testing.ts";
import type { Role } from "#features/members/rules.ts";
import { findStanding } from "#features/members/standing/queries.ts";
import { someMembers } from "#features/members/testing.ts";
import { closeJobs } from "#lib/jobs.ts";
import { decideInBulk } from "../decisions/bulk-decision.ts";
import { type Decision, decide } from "../decisions/decide.ts";
import { undoDecision } from "../decisions/undo.ts";
import { findCommentStatement, findStatement, listStatements } from "../statements/queries.ts";
import { signStatementLink, verifyStatementLink } from "../statements/signed-link.ts";
import { listAppeals } from "./appeal-cases.ts";
import { listOutcomes } from "./decision-outcomes-testing.ts";
import { sendAppealMail } from "./mail.ts";
import { appealDecision, decideAppeal } from "./mutations.ts";
import { countAppeals, countOpenAppeals } from "./queries.ts";
import { appealEndsAt, appealsPerPage } from "./rules.ts";

const { db, sql: raw, clear, queries } = testDatabase();
process.env.DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-appeals-"));
process.env.AUTH_SECRET = "a secret of this test";
let people: Record<string, number> = {};
let articleId = 0;
afterAll(closeJobs);

const roles: Record<string, Role> = {
  jeanne: "reader",
  malik: "reader",
  modo: "moderator",
  autre: "moderator",
  chef: "admin",
};
beforeEach(async () => {
  await clear();
  articleId = await anArticle(db, "fil", { title: "Fil" });
  people = await someMembers(db, roles, (handle) => ({ email: `${handle}@example.org`, confirmedAt: new Date() }));
});

const who = (handle: string) => people[handle] ?? 0;
const by = (handle: string) => ({ id: who(handle) });
const member = (handle: string) => ({ kind: "member" as const, id: who(handle) });
const body = "Je n’ai rien fait de tel, relisez.";

function write(handle = "jeanne", status: "visible" | "pending" = "visible"): Promise<number> {
  return aComment(db, articleId, { memberId: who(handle), status, bodySource: "x", bodyHtml: "<p>x</p>" });
}
async function decided(decision: Decision): Promise<number> {
  const result = await decide(db, decision);
  if (!result.ok) throw new Error(`${result.code} ${JSON.stringify(result.fields)}`);
  return result.value.decision;
}
const reject = (id: number, handle = "modo") =>
  decided({ actor: by(handle), subject: { kind: "comment", id }, action: "reject", reason: "respect" });
/** Rejects comments as one selection; the other decisions are parts of the first. */
async function rejectAll(...ids: number[]): Promise<number[]> {
  const items = ids.map((id) => ({ id, version: 0 }));
  const many = await decideInBulk(db, { actor: by("modo"), action: "reject", reason: "respect", items });
  if (!many.ok) throw new Error(many.code);
  return many.value.items.map((one) => (one.decided ? one.decision : 0));
}
const ban = (comments?: "remove", handle = "jeanne", actor = "modo") =>
  decided({ actor: by(actor), subject: member(handle), action: "ban", reason: "spam", comments });
async function appealed(decision: number, handle = "jeanne"): Promise<number> {
  const result = await appealDecision(db, who(handle), { decision, body });
  if (!result.ok) throw new Error(result.code);
  return result.value.appeal;
}
const settle = (handle: string, appeal: number, verdict: "upheld" | "overturned" = "upheld") =>
  decideAppeal(db, by(handle), { appeal, verdict, note: "Relu avec soin." });
async function statuses(): Promise<string[]> {
  const rows = await db.select({ status: comments.status }).from(comments).orderBy(comments.id);
  return rows.map(({ status }) => status);
}
const outcomeOf = async (decision: number) => (await listOutcomes(db, [decision])).get(decision);
const told = (handle = "jeanne") =>
  db
    .select({ kind: notifications.kind, decisionId: notifications.decisionId })
    .from(notifications)
    .where(eq(notifications.memberId, who(handle)))
    .orderBy(notifications.id);

describe("permissions and time limit", () => {
  test("accepts one appeal, only from the member concerned, only of a known decision", async () => {
    const decision = await reject(await write());
    expect(await appealDecision(db, who("malik"), { decision, body })).toMatchObject({ code: "appeal.gone" });
    expect(await appealDecision(db, who("jeanne"), { decision: 999, body })).toMatchObject({ code: "appeal.gone" });
    await appealed(decision);
    expect(await appealDecision(db, who("jeanne"), { decision, body })).toMatchObject({ code: "appeal.already" });
    expect(await outcomeOf(decision)).toEqual({ outcome: "open", sole: false });
    expect(await countOpenAppeals(db)).toBe(1);
  });

  test("stores one of two concurrent appeals", async () => {
    const decision = await ban();
    const all = await Promise.all(
      Array.from({ length: 8 }, () => appealDecision(db, who("jeanne"), { decision, body })),
    );
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await db.$count(appeals)).toBe(1);
    expect(await db.$count(appealTexts)).toBe(1);
  });

  test("rejects appeals of unrestrictive, undone and pending-review decisions, but not of a rule that hid a visible comment", async () => {
    const refusal = async (decision: number) => appealDecision(db, who("jeanne"), { decision, body });
    const message = await decided({ actor: by("modo"), subject: member("jeanne"), action: "message", note: "Bonjour" });
    expect(await refusal(message)).toMatchObject({ code: "appeal.notAppealable" });
    const approved = await decided({
      actor: by("modo"),
      subject: { kind: "comment", id: await write("jeanne", "pending") },
      action: "approve",
    });
    expect(await refusal(approved)).toMatchObject({ code: "appeal.notAppealable" });
    const rejected = await reject(await write());
    await undoDecision(db, by("modo"));
    expect(await refusal(rejected)).toMatchObject({ code: "appeal.undone" });
    const hold = async (before: object, status: "visible" | "pending") => {
      const comment = await write("jeanne", status);
      await db.update(comments).set({ status: "pending" }).where(eq(comments.id, comment));
      const values = { subjectId: comment, memberId: who("jeanne"), articleId, before, after: { status: "pending" } };
      const [row] = await db
        .insert(moderationDecisions)
        .values({ subject: "comment", action: "hold", rule: "links", ...values, after: { status: "pending" } })
        .returning({ id: moderationDecisions.id });
      return row?.id ?? 0;
    };
    expect(await refusal(await hold({}, "pending"))).toMatchObject({ code: "appeal.notAppealable" });
    const hidden = await hold({ status: "visible" }, "visible");
    const appeal = await appealed(hidden);
    expect(await settle("modo", appeal, "overturned")).toMatchObject({ value: { sole: false } });
    expect((await statuses()).at(-1)).toBe("visible");
  });

  test("accepts appeals until the end of six months in the site's time zone", async () => {
    const decision = await ban();
    const [row] = await db.select().from(moderationDecisions).where(eq(moderationDecisions.id, decision));
    const ends = appealEndsAt(row?.createdAt ?? new Date(0), "Europe/Paris");
    const at = (moment: number) => appealDecision(db, who("jeanne"), { decision, body }, new Date(moment));
    expect(await at(ends.getTime())).toMatchObject({ code: "appeal.tooLate" });
    expect(await at(ends.getTime() - 1)).toMatchObject({ ok: true });
  });
});

describe("deciding", () => {
  test("requires another moderator, notifies the member and keeps the statement", async () => {
    const decision = await reject(await write());
    const appeal = await appealed(decision);
    expect(await settle("jeanne", appeal)).toMatchObject({ code: "member.forbidden" });
    expect(await settle("modo", appeal)).toMatchObject({ code: "appeal.samePerson" });
    expect(await settle("modo", appeal, "overturned")).toMatchObject({ code: "appeal.samePerson" });
    expect(await statuses()).toEqual(["rejected"]);
    expect(await decideAppeal(db, by("autre"), { appeal, verdict: "upheld", note: " " })).toMatchObject({
      fields: { note: "appeal.noteMissing" },
    });
    expect(await settle("autre", appeal)).toEqual({ ok: true, value: { appeal, outcome: "upheld", sole: false } });
    expect(await statuses()).toEqual(["rejected"]);
    expect(await outcomeOf(decision)).toEqual({ outcome: "upheld", sole: false });
    expect((await told()).at(-1)).toEqual({ kind: "appeal", decisionId: decision });
    expect(await settle("chef", appeal)).toMatchObject({
      code: "appeal.decided",
      values: { outcome: "upheld", name: "autre" },
    });
  });

  test("sends the outcome mail once, even if its job runs again", async () => {
    const mails = () => {
      try {
        return readdirSync(join(process.env.DATA_DIR ?? "", "mail")).length;
      } catch {
        return 0;
      }
    };
    await db
      .update(members)
      .set({ email: "jeanne@exemple.test", confirmedAt: new Date() })
      .where(eq(members.id, who("jeanne")));
    const appeal = await appealed(await reject(await write()));
    const before = mails();
    await sendAppealMail(db, appeal);
    expect(mails()).toBe(before);
    await settle("autre", appeal, "upheld");
    await Promise.all([1, 2, 3].map(() => sendAppealMail(db, appeal)));
    await sendAppealMail(db, appeal);
    expect(mails()).toBe(before + 1);
  });

  test("lets the only active moderator decide, and records that", async () => {
    const decision = await reject(await write());
    const appeal = await appealed(decision);
    await db.update(members).set({ email: null }).where(eq(members.handle, "chef"));
    const sanction = await decided({
      actor: { rule: "command-line" },
      subject: member("autre"),
      action: "ban",
      reason: "spam",
    });
    expect(sanction).toBeGreaterThan(0);
    expect(await settle("modo", appeal, "overturned")).toMatchObject({ value: { sole: true } });
    expect(await outcomeOf(decision)).toEqual({ outcome: "overturned", sole: true });
    const all = { from: new Date(0), to: new Date(Date.now() + 1e6) };
    expect(await countAppeals(db, all)).toMatchObject({ received: 1, overturned: 1, sole: 1, open: 0 });
  });

  test("excludes the appellant, and reserves appeals of members who moderate for administrators", async () => {
    const decision = await ban(undefined, "autre", "chef");
    const appeal = await appealed(decision, "autre");
    expect(await settle("autre", appeal)).toMatchObject({ code: "member.forbidden" });
    expect(await settle("modo", appeal)).toMatchObject({ code: "moderation.rank" });
    // The only administrator made the decision, and moderators may not decide on it: they decide alone.
    expect(await settle("chef", appeal)).toMatchObject({ value: { sole: true } });
  });

  test("stores one of two concurrent decisions and tells the second moderator who decided and how", async () => {
    for (const verdicts of [
      ["upheld", "overturned"],
      ["overturned", "overturned"],
      ["overturned", "upheld"],
    ] as const) {
      const id = await write();
      const decision = await reject(id);
      const appeal = await appealed(decision);
      const both = await Promise.all([settle("autre", appeal, verdicts[0]), settle("chef", appeal, verdicts[1])]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      expect(both.find(({ ok }) => !ok)).toMatchObject({ code: "appeal.decided" });
      const [outcome] = await db.select().from(appealOutcomes).where(eq(appealOutcomes.appealId, appeal));
      const [comment] = await db.select().from(comments).where(eq(comments.id, id));
      expect(comment?.status).toBe(outcome?.outcome === "overturned" ? "visible" : "rejected");
      expect(await db.$count(moderationDecisions, eq(moderationDecisions.reverts, decision))).toBe(
        outcome?.outcome === "overturned" ? 1 : 0,
      );
    }
  });
});

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
    expect(await findStanding(db, who("jeanne"))).toMatchObject({ banned: false });
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
    expect(await findStanding(db, who("jeanne"))).toMatchObject({ banned: true });
    expect(await outcomeOf(decision)).toMatchObject({ outcome: "stands" });
    // A later undo of the ban restores the other comment.
    await undoDecision(db, by("modo"));
    expect(await statuses()).toEqual(["visible", "visible"]);
  });

  test("restores only the appealed comment of a selection, even the first", async () => {
    const [a, b, c] = [await write(), await write("malik"), await write("malik")];
    const [head = 0, second = 0, third = 0] = await rejectAll(a, b, c);
    expect((await listStatements(db, who("malik"))).map(({ id }) => id)).toEqual([third, second]);
    expect(await findStatement(db, who("malik"), second)).toMatchObject({ ban: null, cascadedComments: 0 });
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
    await deleteComment(db, who("jeanne"), other);
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
    expect(await told()).toEqual([
      { kind: "decision", decisionId: decision },
      { kind: "appeal", decisionId: decision },
    ]);
    expect(await settle("autre", appeal)).toMatchObject({ code: "appeal.decided", values: { outcome: "moot" } });
    expect(await outcomeOf(decision)).toEqual({ outcome: "undone", sole: false });
    expect(await countOpenAppeals(db)).toBe(0);
  });

  test("leaves no open appeal when an undo and an appeal run concurrently", async () => {
    for (let n = 0; n < 15; n += 1) {
      const decision = await ban("remove");
      const [appeal] = await Promise.all([
        appealDecision(db, who("jeanne"), { decision, body }),
        undoDecision(db, by("modo"), decision),
      ]);
      expect(appeal.ok || appeal.code === "appeal.undone").toBe(true);
      expect(await countOpenAppeals(db)).toBe(0);
    }
  });

  test("deletes the appeal's text with the account and keeps its anonymous rows", async () => {
    const decision = await ban();
    const appeal = await appealed(decision);
    await anonymiseMember(db, who("jeanne"), { keepsComments: true });
    expect(await db.$count(appealTexts)).toBe(0);
    expect(await db.select({ id: appeals.id, decisionId: appeals.decisionId }).from(appeals)).toEqual([
      { id: appeal, decisionId: decision },
    ]);
    expect(await settle("autre", appeal)).toMatchObject({ code: "appeal.decided", values: { outcome: "moot" } });
    expect(await countOpenAppeals(db)).toBe(0);
  });
});

describe("lists and statements", () => {
  test("lists open appeals oldest first and closed ones newest first, by cursor, in one statement", async () => {
    const ids: number[] = [];
    for (let n = 0; n < appealsPerPage + 3; n += 1) ids.push(await appealed(await reject(await write())));
    await settle("autre", ids[0] ?? 0);
    await settle("chef", ids[1] ?? 0, "overturned");
    const { result, statements } = await queries(() => listAppeals(db, { view: "open" }));
    expect(statements).toHaveLength(1);
    expect(result.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(result[0]).toMatchObject({
      body,
      decider: "modo",
      member: { name: "jeanne" },
      outcome: null,
      appealDecider: null,
    });
    expect((await listAppeals(db, { view: "open", after: ids.at(-2) })).map(({ id }) => id)).toEqual(ids.slice(-1));
    const ended = await listAppeals(db, { view: "ended" });
    expect(ended).toMatchObject([
      { id: ids[1], appealDecider: "chef", outcome: { outcome: "overturned" } },
      { id: ids[0], appealDecider: "autre", outcome: { outcome: "upheld" } },
    ]);
    expect(await listAppeals(db, { view: "ended", after: ids[0] })).toEqual([]);
  }, 60_000);

  test("shows statements only to the member concerned, in one SQL statement each, without moderators' notes", async () => {
    const comment = await write();
    const rejected = await reject(comment);
    await decided({ actor: by("modo"), subject: member("jeanne"), action: "note", note: "Entre nous" });
    await decided({ actor: by("modo"), subject: member("jeanne"), action: "warn", reason: "hate", note: "À vous" });
    const { result, statements } = await queries(() => listStatements(db, who("jeanne")));
    expect(statements).toHaveLength(1);
    expect(result.map(({ action }) => action)).toEqual(["warn", "reject"]);
    expect(await findStatement(db, who("malik"), rejected)).toBeUndefined();
    expect(await findCommentStatement(db, who("jeanne"), comment)).toMatchObject({ id: rejected, cause: "own" });
    await decided({ actor: by("autre"), subject: { kind: "comment", id: comment }, action: "approve" });
    expect(await findCommentStatement(db, who("jeanne"), comment)).toBeUndefined();
    expect(await findStatement(db, who("jeanne"), rejected)).toMatchObject({ superseded: true, undone: false });
  });

  test.each([
    ["newcomer", "routine"],
    ["links", "rule"],
  ])("gives the cause of a decision on a comment held by the rule %s as %s", async (rule, cause) => {
    const comment = await write("jeanne", "pending");
    const after = { status: "pending" as const };
    const values = { subjectId: comment, memberId: who("jeanne"), articleId, before: {}, after };
    await db.insert(moderationDecisions).values({ subject: "comment", action: "hold", rule, ...values });
    expect(await findCommentStatement(db, who("jeanne"), comment)).toMatchObject({ action: "hold", cause });
    await reject(comment);
    expect(await findCommentStatement(db, who("jeanne"), comment)).toMatchObject({ action: "reject", cause });
  });

  test("accepts a mailed link until it expires and while the member keeps the address", async () => {
    const [jeanne] = await db.select().from(members).where(eq(members.handle, "jeanne"));
    const to = { id: jeanne?.id ?? 0, email: jeanne?.email ?? "" };
    const link = signStatementLink(to, new Date(Date.now() + 5_000));
    expect(await verifyStatementLink(db, link)).toBe(to.id);
    expect(await verifyStatementLink(db, link, new Date(Date.now() + 6_000))).toBeUndefined();
    for (const other of ["", "x", `${link}x`, link.slice(1), link.replace(/^\w+/, who("malik").toString(36))])
      expect(await verifyStatementLink(db, other), other).toBeUndefined();
    await db.update(members).set({ email: "autre@example.com" }).where(eq(members.id, to.id));
    expect(await verifyStatementLink(db, link)).toBeUndefined();
    await db.update(members).set({ email: "JEANNE@example.org" }).where(eq(members.id, to.id));
    expect(await verifyStatementLink(db, link)).toBe(to.id);
    await db.update(members).set({ deletedAt: new Date() }).where(eq(members.id, to.id));
    expect(await verifyStatementLink(db, link)).toBeUndefined();
  });
});

test("rejects changes to appeals and outcomes", async () => {
  const appeal = await appealed(await ban());
  await settle("autre", appeal);
  for (const attempt of [
    "update appeals set member_id = 1",
    "update appeals set member_id = 1 where false",
    "delete from appeals",
    "truncate appeals cascade",
    "update appeal_outcomes set outcome = 'overturned'",
    "delete from appeal_outcomes",
    "truncate appeal_outcomes",
  ])
    await expect(raw.unsafe(attempt), attempt).rejects.toThrow("append-only");
});

test("counts the appeals of a period by outcome, with the median time", async () => {
  const wanted = [await appealed(await reject(await write())), await appealed(await reject(await write()))];
  await appealed(await reject(await write()));
  await settle("autre", wanted[0] ?? 0);
  await settle("autre", wanted[1] ?? 0, "overturned");
  await reject(await write());
  const now = Date.now();
  const all = await countAppeals(db, { from: new Date(now - 1e6), to: new Date(now + 1e6) });
  expect(all).toMatchObject({ received: 3, open: 1, upheld: 1, overturned: 1, moot: 0, sole: 0 });
  expect(all.medianHours).toBeLessThan(1);
  expect(await countAppeals(db, { from: new Date(now + 1e6), to: new Date(now + 2e6) })).toEqual({
    received: 0,
    open: 0,
    upheld: 0,
    overturned: 0,
    moot: 0,
    sole: 0,
    medianHours: null,
  });
  const decisions = await db
    .select({ id: moderationDecisions.id })
    .from(moderationDecisions)
    .where(inArray(moderationDecisions.action, ["reject"]))
    .orderBy(sql`id`);
  const outcomes = await listOutcomes(
    db,
    decisions.map(({ id }) => id),
  );
  expect(decisions.map(({ id }) => outcomes.get(id)?.outcome)).toEqual(["upheld", "overturned", "open", "stands"]);
});
