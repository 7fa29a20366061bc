import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  articles,
  decisionMails,
  members,
  moderationDecisions,
  notifications,
  ratings,
  watchedVotes,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anonymiseMember } from "#features/account/deletion/anonymise-member.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { addComments } from "#features/comments/mutations.ts";
import { aMember } from "#features/members/testing.ts";
import { listNotifications } from "#features/notifications/queries.ts";
import { castVote } from "#features/ratings/mutations.ts";
import { countStars } from "#features/ratings/queries.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { closeJobs } from "#lib/jobs.ts";
import { ratingFigures } from "#server/cli/checks/counts.ts";
import { countedVotes, memberStandings } from "#server/cli/checks/decisions.ts";
import { appealDecision, decideAppeal } from "../appeals/mutations.ts";
import { type Decision, decide } from "../decisions/decide.ts";
import { decideOnHeldVotes } from "../decisions/decide-on-vote.ts";
import { undoDecision } from "../decisions/undo.ts";
import { listStatements, listStatementsById } from "../statements/queries.ts";
import { statementTitle } from "../statements/statement-text.ts";
import { countHeldVotes, listHeldArticles } from "./queries.ts";

const { db, sql: client, clear, queries } = testDatabase();
afterAll(closeJobs);
const day = 86_400_000;
let articleId = 0;
let otherId = 0;
let modo = 0;
let chef = 0;

beforeEach(async () => {
  await clear();
  articleId = await anArticle(db, "vote", { title: "Vote", publishedAt: new Date(Date.now() - 3_600_000) });
  otherId = await anArticle(db, "autre", { title: "Vote", publishedAt: new Date(Date.now() - 5 * day) });
  modo = await aMember(db, "modo", { name: "Modo", role: "moderator" });
  chef = await aMember(db, "chef", { name: "Chef", role: "admin" });
});

let made = 0;
/** Creates members whose accounts are `days` days old. */
async function people(count: number, days: number): Promise<number[]> {
  const rows = Array.from({ length: count }, () => {
    made += 1;
    return { name: `M ${made}`, handle: `m-${made}`, createdAt: new Date(Date.now() - days * day) };
  });
  return (await db.insert(members).values(rows).returning({ id: members.id })).map(({ id }) => id);
}
async function vote(ids: number[], stars: number, slug = "vote") {
  const states: string[] = [];
  for (const id of ids) {
    const cast = await castVote(db, id, slug, stars);
    if (!cast.ok) throw new Error(cast.code);
    states.push(cast.value.state);
  }
  return states;
}
const figures = async (id = articleId) =>
  (
    await db.select({ count: articles.ratingCount, sum: articles.ratingSum }).from(articles).where(eq(articles.id, id))
  )[0];
const states = async () =>
  (await db.select({ state: watchedVotes.state }).from(watchedVotes).orderBy(watchedVotes.id)).map(
    ({ state }) => state,
  );
const earlier = (minutes: number) =>
  db.update(watchedVotes).set({ castAt: sql`${watchedVotes.castAt} - make_interval(mins => ${minutes})` });
async function decided(decision: Decision): Promise<number> {
  const result = await decide(db, decision);
  if (!result.ok) throw new Error(`${result.code} ${JSON.stringify(result.fields)}`);
  return result.value.decision;
}
const member = (id: number) => ({ kind: "member" as const, id });
const ban = (id: number, comments?: "remove") =>
  decided({ actor: { id: modo }, subject: member(id), action: "ban", reason: "spam", comments });

async function expectNoDrift() {
  const startProgress = (): never => {
    throw new Error("a check of figures shows no progress");
  };
  const findings: string[] = [];
  for (const check of [ratingFigures, countedVotes, memberStandings])
    await client.begin(async (tx) => {
      for await (const finding of check.find({ sql: tx, startProgress })) findings.push(finding);
    });
  expect(findings).toEqual([]);
}

describe("votes of young accounts", () => {
  test("counts up to nine new members' votes at once", async () => {
    expect(await vote(await people(9, 0), 4)).toEqual(Array(9).fill("counted"));
    expect(await figures()).toEqual({ count: 9, sum: 36 });
    await expectNoDrift();
  });

  test("holds all ten votes once the tenth arrives within a day, and later ones, but not those of regulars and staff", async () => {
    const [regulars, young] = [await people(2, 100), await people(12, 1)];
    await vote(regulars, 5);
    const states = await vote(young, 1);
    expect(states).toEqual([...Array(9).fill("counted"), "held", "held", "held"]);
    expect(await vote([chef], 4)).toEqual(["counted"]);
    expect(await figures()).toEqual({ count: 3, sum: 14 });
    expect(await countStars(db, articleId)).toEqual([0, 0, 0, 1, 2]);
    const held = await db.select().from(watchedVotes).where(eq(watchedVotes.state, "held"));
    expect(held).toHaveLength(12);
    expect(held[0]).toMatchObject({ reason: "young", facts: { votes: 10, minutes: 1440, days: 3 }, version: 1 });
    const rows = await db.select().from(moderationDecisions).where(eq(moderationDecisions.rule, "ratings.young"));
    expect(rows).toHaveLength(12);
    // A hold of ten votes is one line of the public log.
    expect(rows.filter(({ partOf }) => partOf === null)).toHaveLength(3);
    await expectNoDrift();
  });

  test("counts votes spread over more than a day, and a few votes of slightly older accounts", async () => {
    for (let n = 0; n < 12; n += 1) {
      expect(await vote(await people(1, 0), 1)).toEqual(["counted"]);
      await earlier(200);
    }
    expect((await figures())?.count).toBe(12);
    expect(await vote(await people(9, 10), 1, "autre")).toEqual(Array(9).fill("counted"));
  });

  test("turns each rule off or makes it stricter by a setting", async () => {
    await setSetting(db, "ratings.youngVotes", "1");
    expect(await vote(await people(1, 0), 1)).toEqual(["held"]);
    await setSetting(db, "ratings.youngDays", "0");
    expect(await vote(await people(2, 0), 1)).toEqual(["counted", "counted"]);
    await setSetting(db, "ratings.trustedDays", "0");
    expect(await vote(await people(20, 0), 1)).toEqual(Array(20).fill("counted"));
    await expectNoDrift();
  });
});

describe("bursts", () => {
  test("holds ten votes of little-known members within an hour on an unrated article, but not over two hours", async () => {
    const known = await people(10, 10);
    expect(await vote(known.slice(0, 5), 1)).toEqual(Array(5).fill("counted"));
    await earlier(90);
    expect(await vote(known.slice(5), 1)).toEqual(Array(5).fill("counted"));
    expect((await vote(await people(5, 10), 1)).at(-1)).toBe("held");
    // The five old votes still count.
    expect((await states()).filter((state) => state === "held")).toHaveLength(10);
    expect(await figures()).toEqual({ count: 5, sum: 5 });
    expect((await db.select().from(watchedVotes).where(eq(watchedVotes.state, "held")))[0]).toMatchObject({
      reason: "burst",
      facts: { votes: 10, minutes: 60 },
    });
    await expectNoDrift();
  });

  test("detects no burst if the article always had as many votes", async () => {
    const id = (
      await upsertArticle(db, {
        slug: "couru",
        status: "published",
        title: "Couru",
        lead: "",
        bodyHtml: "",
        publishedAt: new Date(Date.now() - 2 * day),
      })
    ).id;
    const crowd = await people(300, 10);
    const past = crowd.map((memberId, n) => ({
      articleId: id,
      memberId,
      isYoungAccount: false,
      castAt: new Date(Date.now() - 2 * 3_600_000 - n * 540_000),
    }));
    await db.insert(watchedVotes).values(past);
    expect(await vote(await people(12, 10), 1, "couru")).toEqual(Array(12).fill("counted"));
    expect((await vote(await people(20, 10), 1, "couru")).at(-1)).toBe("held");
  });

  test("detects no burst if other articles have as many votes on their first day", async () => {
    const other = await upsertArticle(db, {
      slug: "modele",
      status: "published",
      title: "Modèle",
      lead: "",
      bodyHtml: "",
      publishedAt: new Date(Date.now() - day),
    });
    const crowd = await people(200, 10);
    await db.insert(watchedVotes).values(
      crowd.map((memberId, n) => ({
        articleId: other.id,
        memberId,
        isYoungAccount: false,
        castAt: new Date(Date.now() - day + 60_000 + n * 400_000),
      })),
    );
    expect(await vote(await people(12, 10), 1)).toEqual(Array(12).fill("counted"));
  });

  test("loses and double-counts nothing when 200 vote concurrently", async () => {
    const crowd = await people(200, 10);
    await Promise.all(crowd.map((id, n) => castVote(db, id, "vote", (n % 5) + 1)));
    expect((await states()).filter((state) => state === "held")).toHaveLength(200);
    expect(await figures()).toEqual({ count: 0, sum: 0 });
    await expectNoDrift();
  });

  test("needs a fixed number of statements per vote", async () => {
    const [few] = await people(1, 10);
    const first = await queries(() => castVote(db, few ?? 0, "vote", 3));
    await vote(await people(60, 10), 3);
    const [late] = await people(1, 10);
    const last = await queries(() => castVote(db, late ?? 0, "vote", 3));
    expect(first.statements.length).toBeLessThanOrEqual(16);
    expect(last.statements.length).toBeLessThanOrEqual(24);
  });
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
    expect(letter && statementTitle(letter, "fr", "Europe/Paris")).toContain("« Vote » a été écarté");
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
    await castVote(db, crowd[1] ?? 0, "vote", null);
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
    expect(await countHeldVotes(db)).toBe(21);
    const { result, statements } = await queries(() => listHeldArticles(db, "held"));
    expect(statements).toHaveLength(2);
    expect(result.map(({ slug, count, sum, stars, shown }) => ({ slug, count, sum, stars, shown }))).toEqual([
      { slug: "autre", count: 10, sum: 20, stars: [0, 10, 0, 0, 0], shown: { count: 0, sum: 0 } },
      { slug: "vote", count: 11, sum: 11, stars: [11, 0, 0, 0, 0], shown: { count: 1, sum: 5 } },
    ]);
    expect(result[0]?.votes[0]).toMatchObject({ reason: "burst", facts: { votes: 10, minutes: 60 }, stars: 2 });
    expect(result[1]?.votes).toHaveLength(11);
    const [first] = result;
    expect(
      (await listHeldArticles(db, "held", first && { at: first.heldAt, id: first.id })).map(({ slug }) => slug),
    ).toEqual(["vote"]);

    await castVote(db, crowd[0] ?? 0, "vote", null);
    expect(await countHeldVotes(db)).toBe(20);
    const upTo = result[1]?.heldAt ?? new Date();
    await decideOnHeldVotes(db, { actor: { id: modo }, articleId, action: "discard", reason: "votes", upTo });
    expect((await listHeldArticles(db, "held")).map(({ slug }) => slug)).toEqual(["autre"]);
    expect(await listHeldArticles(db, "discarded")).toMatchObject([{ slug: "vote", count: 10 }]);
  });
});

describe("a banned member's votes", () => {
  test("leave the rating with the ban and return exactly with its lift or undo", async () => {
    const [one, two] = (await people(2, 100)) as [number, number];
    await vote([one], 5);
    await vote([two], 2);
    await vote([one], 1, "autre");
    const comment = { key: "k", memberId: one, status: "visible", bodySource: "x", bodyHtml: "<p>x</p>" } as const;
    await addComments(db, otherId, [{ ...comment, createdAt: new Date() }]);
    const before = [await figures(), await figures(otherId)];
    await ban(one, "remove");
    expect([await figures(), await figures(otherId)]).toEqual([
      { count: 1, sum: 2 },
      { count: 0, sum: 0 },
    ]);
    expect(await countStars(db, articleId)).toEqual([0, 1, 0, 0, 0]);
    await expectNoDrift();
    await undoDecision(db, { id: modo });
    expect([await figures(), await figures(otherId)]).toEqual(before);
    await ban(one);
    await decided({ actor: { id: chef }, subject: member(one), action: "lift" });
    expect([await figures(), await figures(otherId)]).toEqual(before);
    // The undo of the lift bans again.
    await undoDecision(db, { id: chef });
    expect(await figures()).toEqual({ count: 1, sum: 2 });
    await expectNoDrift();
  });

  test("does not count a vote cast concurrently with the ban", async () => {
    const crowd = await people(20, 100);
    await Promise.all(crowd.flatMap((id, n) => [castVote(db, id, n % 2 ? "vote" : "autre", 5), ban(id)]));
    expect([await figures(), await figures(otherId)]).toEqual([
      { count: 0, sum: 0 },
      { count: 0, sum: 0 },
    ]);
    await expectNoDrift();
  });

  test("keeps held votes held after the ban ends", async () => {
    const crowd = await people(10, 1);
    await vote(crowd, 1);
    await ban(crowd[0] ?? 0);
    await decided({ actor: { id: modo }, subject: member(crowd[0] ?? 0), action: "lift" });
    expect(await figures()).toEqual({ count: 0, sum: 0 });
    await expectNoDrift();
  });
});

test("keeps the mean equal to the counted votes after any sequence of votes and decisions", async () => {
  const crowd = [...(await people(6, 1)), ...(await people(4, 10)), ...(await people(2, 200))];
  await setSetting(db, "ratings.youngVotes", "3");
  await setSetting(db, "ratings.burstVotes", "5");
  const who = fc.integer({ min: 0, max: crowd.length - 1 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant("vote" as const), who, stars: fc.integer({ min: 1, max: 5 }), other: fc.boolean() }),
    fc.record({ kind: fc.constant("withdraw" as const), who, other: fc.boolean() }),
    fc.record({ kind: fc.constantFrom("release" as const, "discard" as const), who, other: fc.boolean() }),
    fc.record({ kind: fc.constantFrom("ban" as const, "lift" as const), who }),
    fc.record({ kind: fc.constantFrom("undo" as const, "releaseAll" as const, "discardAll" as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      for (const one of steps) {
        const id = "who" in one ? (crowd[one.who] ?? 0) : 0;
        const slug = "other" in one && one.other ? "autre" : "vote";
        if (one.kind === "vote") await castVote(db, id, slug, one.stars);
        else if (one.kind === "withdraw") await castVote(db, id, slug, null);
        else if (one.kind === "ban")
          await decide(db, { actor: { id: modo }, subject: member(id), action: "ban", reason: "spam" });
        else if (one.kind === "lift") await decide(db, { actor: { id: chef }, subject: member(id), action: "lift" });
        else if (one.kind === "undo") await undoDecision(db, { id: modo });
        else if (one.kind === "release" || one.kind === "discard") {
          const place = slug === "vote" ? articleId : otherId;
          const [row] = await db
            .select({ id: watchedVotes.id })
            .from(watchedVotes)
            .where(and(eq(watchedVotes.memberId, id), eq(watchedVotes.articleId, place)));
          if (row)
            await decide(db, {
              actor: { id: modo },
              subject: { kind: "vote", id: row.id },
              action: one.kind,
              reason: "votes",
            });
        } else {
          const action = one.kind === "releaseAll" ? "release" : "discard";
          await decideOnHeldVotes(db, { actor: { id: modo }, articleId, action, reason: "votes", upTo: new Date() });
        }
      }
      for (const id of [articleId, otherId]) {
        // Computed independently, from the votes and their voters.
        const all = await db
          .select({ stars: ratings.stars, state: watchedVotes.state, banned: sql<boolean>`s.banned_at is not null` })
          .from(ratings)
          .leftJoin(
            watchedVotes,
            and(eq(watchedVotes.articleId, ratings.articleId), eq(watchedVotes.memberId, ratings.memberId)),
          )
          .leftJoin(sql`member_standings as s`, sql`s.member_id = ${ratings.memberId}`)
          .where(eq(ratings.articleId, id));
        const counted = all.filter(({ state, banned }) => !banned && state !== "held" && state !== "discarded");
        const sum = counted.reduce((total, { stars }) => total + stars, 0);
        expect(await figures(id)).toEqual({ count: counted.length, sum });
        expect((await countStars(db, id)).reduce((total, n) => total + n, 0)).toBe(counted.length);
      }
      await expectNoDrift();
    }),
    { numRuns: 25 },
  );
}, 120_000);
