import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { ratings, watchedVotes } from "#db/schema.ts";
import { addComments } from "#features/comments/mutations.ts";
import { readRatings } from "#features/ratings/queries.ts";
import { voteAs } from "#features/ratings/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { decide } from "../decisions/decide.ts";
import { decideOnHeldVotes } from "../decisions/decide-on-vote.ts";
import { undoDecision } from "../decisions/undo.ts";
import { voteFixtures } from "./testing.ts";

const { db, ids, people, vote, figures, decided, member, ban, expectNoDrift, urgencies } = voteFixtures();
let articleId = 0;
let otherId = 0;
let modo = 0;
let chef = 0;
beforeEach(() => {
  ({ articleId, otherId, modo, chef } = ids());
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
    expect((await readRatings(db, articleId)).counts).toEqual([0, 1, 0, 0, 0]);
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

  test("leave the pages that readers see next, and return likewise", async () => {
    const [one = 0] = await people(1, 100);
    expect(await urgencies(() => vote([one], 5))).toEqual(["soon"]);
    expect(await urgencies(() => ban(one))).toEqual(["now"]);
    expect(await urgencies(() => undoDecision(db, { id: modo }))).toEqual(["now"]);
  });

  test("does not count a vote cast concurrently with the ban", async () => {
    const crowd = await people(20, 100);
    await Promise.all(crowd.flatMap((id, n) => [voteAs(db, id, n % 2 ? "vote" : "autre", 5), ban(id)]));
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
        if (one.kind === "vote") await voteAs(db, id, slug, one.stars);
        else if (one.kind === "withdraw") await voteAs(db, id, slug, null);
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
        expect((await readRatings(db, id)).counts.reduce((total, n) => total + n, 0)).toBe(counted.length);
      }
      await expectNoDrift();
    }),
    { numRuns: 12 },
  );
}, 120_000);
