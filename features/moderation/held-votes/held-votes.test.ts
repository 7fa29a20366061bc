import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { decisionMails, members, moderationDecisions, notifications, watchedVotes } from "#db/schema.ts";
import { selectNumbers } from "#db/select-numbers.ts";
import { anonymiseMember } from "#features/account/deletion/anonymise-member.ts";
import { listNotifications } from "#features/notifications/queries.ts";
import { voteAs } from "#features/ratings/testing.ts";
import { appealDecision, decideAppeal } from "../appeals/mutations.ts";
import { decide } from "../decisions/decide.ts";
import { decideOnHeldVotes } from "../decisions/decide-on-vote.ts";
import { undoDecision } from "../decisions/undo.ts";
import { listStatements, listStatementsById } from "../statements/queries.ts";
import { statementTitle } from "../statements/statement-text.ts";
import { heldVoteCount, listHeldArticles } from "./queries.ts";
import { voteFixtures } from "./testing.ts";

const { db, ids, queries, people, vote, figures, states, decided, expectNoDrift } = voteFixtures();
let articleId = 0;
let modo = 0;
let chef = 0;
beforeEach(() => {
  ({ articleId, modo, chef } = ids());
});

describe("decisions on held votes", () => {
  let crowd: number[] = [];
  let upTo = new Date();
  beforeEach(async () => {
    crowd = await people(12, 1);
    await vote(crowd, 1);
    upTo = new Date();
  });
  const held = async (n: number) =>
    (
      await db
        .select()
        .from(watchedVotes)
        .where(eq(watchedVotes.memberId, crowd[n] ?? 0))
    )[0] ?? { id: 0, version: 0 };
  const on = (id: number) => ({ kind: "vote" as const, id });

  test("counts released votes but not discarded ones, undoes both, and reports a conflict to the second moderator", async () => {
    const [a, b] = [await held(0), await held(1)];
    await decided({ actor: { id: modo }, subject: on(a.id), action: "release", expectedVersion: a.version });
    expect(await figures()).toEqual({ count: 1, sum: 1 });
    const late = {
      actor: { id: chef },
      subject: on(a.id),
      action: "discard",
      reason: "votes",
      expectedVersion: a.version,
    } as const;
    expect(await decide(db, late)).toMatchObject({ code: "moderation.conflict", values: { name: "Modo" } });
    await decided({ actor: { id: modo }, subject: on(b.id), action: "discard", reason: "votes" });
    expect(await figures()).toEqual({ count: 1, sum: 1 });
    expect(
      await decide(db, { actor: { id: modo }, subject: on(b.id), action: "discard", reason: "votes" }),
    ).toMatchObject({
      code: "moderation.already",
    });
    expect(await undoDecision(db, { id: modo })).toMatchObject({ value: { action: "discard", subject: "vote" } });
    expect(await undoDecision(db, { id: modo })).toMatchObject({ value: { action: "release" } });
    expect(new Set(await states())).toEqual(new Set(["held"]));
    expect(await figures()).toEqual({ count: 0, sum: 0 });
    await expectNoDrift();
    // The form sends the rule with both buttons; a released vote breaks none.
    await decided({ actor: { id: modo }, subject: on(b.id), action: "release", reason: "votes" });
    expect(await db.$count(moderationDecisions, eq(moderationDecisions.reason, "votes"))).toBe(1);
  });

  test("notifies a voter of a discarded vote with the reason and the appeal, and of nothing after a timely undo", async () => {
    const voterOf = async (id: number) =>
      (await db.select({ m: watchedVotes.memberId }).from(watchedVotes).where(eq(watchedVotes.id, id)))[0]?.m ?? 0;
    const a = await held(0);
    const voter = await voterOf(a.id);
    expect(await listStatements(db, voter)).toEqual([]);
    const unsaid = { ok: false, fields: { reason: "moderation.reasonMissing" } };
    expect(await decide(db, { actor: { id: modo }, subject: on(a.id), action: "discard" })).toMatchObject(unsaid);
    const whole = { actor: { id: modo }, articleId, upTo };
    expect(await decideOnHeldVotes(db, { ...whole, action: "discard" })).toMatchObject(unsaid);
    const one = await decided({ actor: { id: modo }, subject: on(a.id), action: "discard", reason: "votes" });
    expect(await listStatements(db, voter)).toMatchObject([
      {
        id: one,
        action: "discard",
        reason: "votes",
        cause: "rule",
        held: { reason: "young", facts: { votes: 10 } },
        comment: null,
        article: { title: "Vote" },
      },
    ]);
    expect(await listNotifications(db, voter)).toMatchObject([
      { kind: "decision", voteOn: "Vote", decision: { id: one } },
    ]);
    const [letter] = await listStatementsById(db, [one]);
    expect(letter && statementTitle(letter, "fr", "Europe/Paris")).toContain("«\u00a0Vote\u00a0» a été écarté");
    expect(await db.$count(decisionMails)).toBe(1);
    await undoDecision(db, { id: modo });
    expect(await db.$count(notifications)).toBe(0);
    // A bulk decision: each voter is notified of their own vote, and one undo retracts all notifications.
    const all = { actor: { id: modo }, articleId, action: "discard" as const, reason: "votes", upTo };
    await decideOnHeldVotes(db, all);
    expect(await db.$count(notifications)).toBe(12);
    await undoDecision(db, { id: modo });
    expect(await db.$count(notifications)).toBe(0);
    const again = await decideOnHeldVotes(db, all);
    const head = again.ok ? again.value.decision : 0;
    // An appeal concerns one vote only, even for the first of a bulk decision.
    for (const [n, decision] of [
      [0, head],
      [1, head + 1],
    ] as const) {
      const who = await voterOf((await held(n)).id);
      const appeal = await appealDecision(db, who, { decision, body: "C’était mon avis, rien de plus." });
      if (!appeal.ok) throw new Error(appeal.code);
      expect(
        await decideAppeal(db, { id: chef }, { appeal: appeal.value.appeal, verdict: "overturned", note: "À raison." }),
      ).toMatchObject({ ok: true });
    }
    expect((await states()).filter((state) => state === "discarded")).toHaveLength(10);
    expect((await states())[0]).toBe("released");
    expect((await states())[1]).toBe("held");
    await expectNoDrift();
  });

  test("undoes a decision on all votes at once, without later votes and other moderators' decisions", async () => {
    await vote(await people(1, 1), 5);
    const done = await decideOnHeldVotes(db, { actor: { id: modo }, articleId, action: "release", upTo });
    expect(done).toMatchObject({ value: { votes: 12 } });
    expect(await figures()).toEqual({ count: 12, sum: 12 });
    expect((await states()).filter((state) => state === "held")).toHaveLength(1);
    await decided({ actor: { id: chef }, subject: on((await held(3)).id), action: "discard", reason: "votes" });
    expect(await figures()).toEqual({ count: 11, sum: 11 });
    await undoDecision(db, { id: modo });
    expect(await figures()).toEqual({ count: 0, sum: 0 });
    expect(await held(3)).toMatchObject({ state: "discarded" });
    expect(await held(4)).toMatchObject({ state: "held" });
    await expectNoDrift();
  });

  test("does not hold a released vote again, and keeps a changed vote held or discarded", async () => {
    await decideOnHeldVotes(db, { actor: { id: modo }, articleId, action: "release", upTo });
    expect(await vote(await people(1, 1), 5)).toEqual(["counted"]);
    expect(await vote(crowd.slice(0, 1), 5)).toEqual(["counted"]);
    await decided({ actor: { id: modo }, subject: on((await held(1)).id), action: "discard", reason: "votes" });
    await voteAs(db, crowd[1] ?? 0, "vote", null);
    expect(await vote(crowd.slice(1, 2), 5)).toEqual(["discarded"]);
    expect(await vote(crowd.slice(1, 2), 2)).toEqual(["discarded"]);
    expect(await figures()).toEqual({ count: 12, sum: 20 });
    await expectNoDrift();
  });

  test("refuses members, moderators on their own vote, and decisions on a deleted vote", async () => {
    const [reader] = await people(1, 100);
    const { id } = await held(0);
    expect(await decide(db, { actor: { id: reader ?? 0 }, subject: on(id), action: "release" })).toMatchObject({
      code: "member.forbidden",
    });
    expect(
      await decideOnHeldVotes(db, { actor: { id: reader ?? 0 }, articleId, action: "release", upTo }),
    ).toMatchObject({
      code: "member.forbidden",
    });
    await db
      .update(members)
      .set({ role: "moderator" })
      .where(eq(members.id, crowd[0] ?? 0));
    expect(await decide(db, { actor: { id: crowd[0] ?? 0 }, subject: on(id), action: "release" })).toMatchObject({
      code: "moderation.oneself",
    });
    expect(
      await decideOnHeldVotes(db, { actor: { id: crowd[0] ?? 0 }, articleId, action: "release", upTo }),
    ).toMatchObject({ value: { votes: 11 } });
    expect(await decide(db, { actor: { id: modo }, subject: on(999_999), action: "release" })).toMatchObject({
      code: "moderation.gone",
    });
    await expectNoDrift();
  });

  test("deletes a member's votes with the account, held or not", async () => {
    await decided({ actor: { id: modo }, subject: on((await held(0)).id), action: "release" });
    for (const id of crowd.slice(0, 2)) await db.transaction((tx) => anonymiseMember(tx, id, { keepsComments: true }));
    expect(await figures()).toEqual({ count: 0, sum: 0 });
    expect(await states()).toHaveLength(10);
    await expectNoDrift();
  });
});

describe("moderators' list", () => {
  test("lists held votes by article, newest hold first, discarded ones separately and withdrawn ones not at all", async () => {
    const [crowd, few] = [await people(11, 1), await people(10, 10)];
    await vote(await people(1, 100), 5);
    await vote(crowd, 1);
    await vote(few, 2, "autre");
    expect((await selectNumbers(db, { n: heldVoteCount })).n).toBe(21);
    const { result, statements } = await queries(() => listHeldArticles(db, "held"));
    expect(statements).toHaveLength(2);
    expect(
      result.map(({ slug, count, sum, stars, publicRating }) => ({ slug, count, sum, stars, publicRating })),
    ).toEqual([
      { slug: "autre", count: 10, sum: 20, stars: [0, 10, 0, 0, 0], publicRating: { count: 0, sum: 0 } },
      { slug: "vote", count: 11, sum: 11, stars: [11, 0, 0, 0, 0], publicRating: { count: 1, sum: 5 } },
    ]);
    expect(result[0]?.votes[0]).toMatchObject({ reason: "burst", facts: { votes: 10, minutes: 60 }, stars: 2 });
    expect(result[1]?.votes).toHaveLength(11);
    const [first] = result;
    expect(
      (await listHeldArticles(db, "held", first && { at: first.heldAt, id: first.id })).map(({ slug }) => slug),
    ).toEqual(["vote"]);

    await voteAs(db, crowd[0] ?? 0, "vote", null);
    expect((await selectNumbers(db, { n: heldVoteCount })).n).toBe(20);
    const upTo = result[1]?.heldAt ?? new Date();
    await decideOnHeldVotes(db, { actor: { id: modo }, articleId, action: "discard", reason: "votes", upTo });
    expect((await listHeldArticles(db, "held")).map(({ slug }) => slug)).toEqual(["autre"]);
    expect(await listHeldArticles(db, "discarded")).toMatchObject([{ slug: "vote", count: 10 }]);
  });
});
