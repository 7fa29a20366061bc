import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { moderationDecisions, watchedVotes } from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { readRatings } from "#features/ratings/queries.ts";
import { voteAs } from "#features/ratings/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { day, voteFixtures } from "./testing.ts";

const { db, ids, queries, people, vote, figures, states, earlier, expectNoDrift } = voteFixtures();
let articleId = 0;
let chef = 0;
beforeEach(() => {
  ({ articleId, chef } = ids());
});

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
    expect((await readRatings(db, articleId)).counts).toEqual([0, 0, 0, 1, 2]);
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

  test("loses and double-counts nothing when 60 vote concurrently", async () => {
    const crowd = await people(60, 10);
    await Promise.all(crowd.map((id, n) => voteAs(db, id, "vote", (n % 5) + 1)));
    expect((await states()).filter((state) => state === "held")).toHaveLength(60);
    expect(await figures()).toEqual({ count: 0, sum: 0 });
    await expectNoDrift();
  });

  test("needs a fixed number of statements per vote", async () => {
    const [few] = await people(1, 10);
    const first = await queries(() => voteAs(db, few ?? 0, "vote", 3));
    await vote(await people(60, 10), 3);
    const [late] = await people(1, 10);
    const last = await queries(() => voteAs(db, late ?? 0, "vote", 3));
    expect(first.statements.length).toBeLessThanOrEqual(16);
    expect(last.statements.length).toBeLessThanOrEqual(24);
  });
});
