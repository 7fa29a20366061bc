import { readdirSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { appealOutcomes, appeals, appealTexts, comments, members, moderationDecisions } from "#db/schema.ts";
import { selectNumbers } from "#db/select-numbers.ts";
import { undoDecision } from "../decisions/undo.ts";
import { sendAppealMail } from "./mail.ts";
import { appealDecision, decideAppeal } from "./mutations.ts";
import { countAppeals, openAppealCount } from "./queries.ts";
import { appealEndsAt } from "./rules.ts";
import { appealFixtures, body } from "./testing.ts";

const {
  db,
  articleId,
  raw,
  memberIdOf,
  by,
  member,
  write,
  decided,
  reject,
  ban,
  appealed,
  settle,
  statuses,
  outcomeOf,
  listNotified,
} = appealFixtures();

describe("permissions and time limit", () => {
  test("accepts one appeal, only from the member concerned, only of a known decision", async () => {
    const decision = await reject(await write());
    expect(await appealDecision(db, memberIdOf("malik"), { decision, body })).toMatchObject({ code: "appeal.gone" });
    expect(await appealDecision(db, memberIdOf("jeanne"), { decision: 999, body })).toMatchObject({
      code: "appeal.gone",
    });
    await appealed(decision);
    expect(await appealDecision(db, memberIdOf("jeanne"), { decision, body })).toMatchObject({
      code: "appeal.already",
    });
    expect(await outcomeOf(decision)).toEqual({ outcome: "open", sole: false });
    expect((await selectNumbers(db, { n: openAppealCount })).n).toBe(1);
  });

  test("stores one of two concurrent appeals", async () => {
    const decision = await ban();
    const all = await Promise.all(
      Array.from({ length: 8 }, () => appealDecision(db, memberIdOf("jeanne"), { decision, body })),
    );
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await db.$count(appeals)).toBe(1);
    expect(await db.$count(appealTexts)).toBe(1);
  });

  test("rejects appeals of unrestrictive, undone and pending-review decisions, but not of a rule that hid a visible comment", async () => {
    const refusal = async (decision: number) => appealDecision(db, memberIdOf("jeanne"), { decision, body });
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
      const values = {
        subjectId: comment,
        memberId: memberIdOf("jeanne"),
        articleId: articleId(),
        before,
        after: { status: "pending" },
      };
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
    const at = (moment: number) => appealDecision(db, memberIdOf("jeanne"), { decision, body }, new Date(moment));
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
    expect((await listNotified()).at(-1)).toEqual({ kind: "appeal", decisionId: decision });
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
      .where(eq(members.id, memberIdOf("jeanne")));
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
