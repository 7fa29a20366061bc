import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { noteCommitsOfRequest, type RequestCommits } from "#db/commit-hooks.ts";
import { articleAuthors, articles, authors, members, ratings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { readSettings } from "#features/settings/queries.ts";
import { ratingFigures } from "#server/cli/checks/counts.ts";
import { castVote, rateArticle } from "./mutations.ts";
import { readRatings } from "./queries.ts";
import { voteAs } from "./testing.ts";

const { db, sql, clear, queries, recordedChanges } = testDatabase();
let articleId = 0;
let voters: number[] = [];

beforeEach(async () => {
  await clear();
  articleId = await anArticle(db, "vote", { title: "Vote", publishedAt: new Date(0) });
  const names = Array.from({ length: 200 }, (_, n) => ({
    name: `Membre ${n}`,
    handle: `membre-${n}`,
    // An old account: its votes are never held.
    createdAt: new Date(0),
  }));
  voters = (await db.insert(members).values(names).returning({ id: members.id })).map((row) => row.id);
});

const figures = () => db.select({ count: articles.ratingCount, sum: articles.ratingSum }).from(articles);
const voter = (n = 0) => voters[n] ?? 0;

/** Expects the figures to equal the votes, as `vigie check` compares them. */
async function expectNoDrift() {
  const startProgress = (): never => {
    throw new Error("a check of figures shows no progress");
  };
  const findings: string[] = [];
  await sql.begin(async (tx) => {
    for await (const finding of ratingFigures.find({ sql: tx, startProgress })) findings.push(finding);
  });
  expect(findings).toEqual([]);
}

test("keeps count, mean and each star's votes exact when 200 members vote at once", async () => {
  const results = await Promise.all(voters.map((id, n) => voteAs(db, id, "vote", (n % 5) + 1)));
  expect(results.filter((result) => !result.ok)).toEqual([]);
  expect(await figures()).toEqual([{ count: 200, sum: 600 }]);
  expect((await readRatings(db, articleId)).counts).toEqual([40, 40, 40, 40, 40]);
  await expectNoDrift();
});

test("changes and withdraws a vote", async () => {
  await rateArticle(db, articleId, voter(), 2);
  await rateArticle(db, articleId, voter(), 5);
  expect(await figures()).toEqual([{ count: 1, sum: 5 }]);
  await rateArticle(db, articleId, voter(), null);
  expect(await figures()).toEqual([{ count: 0, sum: 0 }]);
  await rateArticle(db, articleId, voter(), null);
  expect(await figures()).toEqual([{ count: 0, sum: 0 }]);
});

test("stores one vote for two tabs of one member, in either order", async () => {
  await Promise.all([1, 5, 2, 4, 3, 3].map((stars) => voteAs(db, voter(), "vote", stars)));
  const votes = await db.select({ stars: ratings.stars }).from(ratings);
  expect(votes).toHaveLength(1);
  expect(await figures()).toEqual([{ count: 1, sum: votes[0]?.stars }]);
});

test("keeps the figures exact when votes are cast, changed and withdrawn at once", async () => {
  const some = voters.slice(0, 40);
  await Promise.all(some.map((id) => voteAs(db, id, "vote", 3)));
  await Promise.all(some.flatMap((id, n) => [voteAs(db, id, "vote", n % 2 ? 5 : null), voteAs(db, id, "vote", 1)]));
  const votes = await db.select({ stars: ratings.stars }).from(ratings);
  expect(await figures()).toEqual([{ count: votes.length, sum: votes.reduce((sum, { stars }) => sum + stars, 0) }]);
  await expectNoDrift();
});

test.each([0, 6, -1])("refuses %i stars in the table and leaves the figures unchanged", async (stars) => {
  await expect(rateArticle(db, articleId, voter(), stars)).rejects.toThrow();
  expect(await figures()).toEqual([{ count: 0, sum: 0 }]);
});

test("refuses a vote on the author's own article", async () => {
  const [byline] = await db
    .insert(authors)
    .values({ handle: "plume", name: "Plume", memberId: voter() })
    .returning({ id: authors.id });
  await db.insert(articleAuthors).values({ articleId, authorId: byline?.id ?? 0 });
  expect(await voteAs(db, voter(), "vote", 5)).toMatchObject({ ok: false, code: "rating.own" });
  expect(await voteAs(db, voter(1), "vote", 5)).toMatchObject({
    ok: true,
    value: { articleId, stars: 5, state: "counted" },
  });
});

test("refuses a vote on an article that is not published", async () => {
  expect(await voteAs(db, voter(), "inconnu", 5)).toMatchObject({ ok: false, code: "rating.articleGone" });
  await setArticleStatus(db, [articleId], "withdrawn");
  expect(await voteAs(db, voter(), "vote", 5)).toMatchObject({ ok: false, code: "rating.articleGone" });
});

test("refuses a vote on an article that is withdrawn while the vote waits for it", async () => {
  let vote: ReturnType<typeof voteAs> | undefined;
  await db.transaction(async (tx) => {
    await setArticleStatus(tx, [articleId], "withdrawn");
    vote = voteAs(db, voter(), "vote", 5);
    await expect
      .poll(() => sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%cast_vote%'`)
      .toHaveLength(1);
  });
  expect(await vote).toMatchObject({ ok: false, code: "rating.articleGone" });
  expect(await db.select({ stars: ratings.stars }).from(ratings)).toEqual([]);
});

test("keeps imported totals apart from votes cast here", async () => {
  await db.update(articles).set({ legacyRatingCount: 12, legacyRatingSum: 51 }).where(eq(articles.id, articleId));
  await voteAs(db, voter(), "vote", 5);
  expect(await db.select({ count: articles.ratingCount, legacy: articles.legacyRatingCount }).from(articles)).toEqual([
    { count: 1, legacy: 12 },
  ]);
  expect((await readRatings(db, articleId)).counts).toEqual([0, 0, 0, 0, 1]);
});

test("stores a long-standing member's vote in one statement, and a new member's in five", async () => {
  const settings = await readSettings(db);
  const longStanding = await queries(() => castVote(db, voter(), "vote", 4, settings));
  expect(longStanding.result).toEqual({
    ok: true,
    value: {
      articleId,
      stars: 4,
      state: "counted",
      totals: { count: 1, sum: 4, legacy: 0 },
      counts: [0, 0, 0, 1, 0],
    },
  });
  expect(longStanding.statements, longStanding.statements.join("\n")).toHaveLength(1);
  await db.update(members).set({ createdAt: new Date() });
  const newMember = await queries(() => castVote(db, voter(1), "vote", 4, settings));
  expect(newMember.statements, newMember.statements.join("\n")).toHaveLength(5);
});

test("announces the tags of the article only if its figures changed", async () => {
  const change = {
    tags: [articleCacheTags.id(articleId), articleCacheTags.votes],
    urgency: "soon",
    messages: [],
  };
  const changesOf = (n: number, stars: number | null) => recordedChanges(() => voteAs(db, voter(n), "vote", stars));
  expect(await changesOf(0, 4)).toEqual([change]);
  expect(await changesOf(0, 4)).toEqual([]);
  expect(await changesOf(1, null)).toEqual([]);
  expect(await changesOf(0, null)).toEqual([change]);
});

test("notes its position in the change log, so that every node shows the vote to its member", async () => {
  const settings = await readSettings(db);
  const positionOf = async (memberId: number, stars: number | null) => {
    const commits: RequestCommits = { position: undefined };
    await noteCommitsOfRequest(commits, () => castVote(db, memberId, "vote", stars, settings));
    return commits.position;
  };
  const lastChange = async () => {
    const [row] = await sql<{ timeline: number; xid: string }[]>`
      select timeline, xid::text as xid from changes order by id desc limit 1`;
    return row && { timeline: row.timeline, xid: BigInt(row.xid) };
  };
  const ofLongStanding = await positionOf(voter(), 4);
  expect(ofLongStanding).toBeDefined();
  expect(ofLongStanding).toEqual(await lastChange());
  // The same vote again changes nothing.
  expect(await positionOf(voter(), 4)).toBeUndefined();
  // In a transaction.
  await db.update(members).set({ createdAt: new Date() });
  expect(await positionOf(voter(1), 2)).toEqual(await lastChange());
});
