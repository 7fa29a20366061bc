import { eq, sql } from "drizzle-orm";
import { beforeEach, expect } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { articles, members, watchedVotes } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { voteAs } from "#features/ratings/testing.ts";
import { ratingFigures } from "#server/cli/checks/counts.ts";
import { countedVotes, memberStandings } from "#server/cli/checks/decisions.ts";
import type { Decision } from "../decisions/decide.ts";
import { decideOrThrow } from "../decisions/testing.ts";

export const day = 86_400_000;

/** Sets up a database with two articles and the staff, and helpers for tests of held votes. Call it at the top of a test file. */
export function voteFixtures() {
  const { db, sql: client, clear, queries, recordedChanges } = testDatabase();
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

  let memberCount = 0;
  /** Creates members whose accounts are `days` days old. */
  async function people(count: number, days: number): Promise<number[]> {
    const rows = Array.from({ length: count }, () => {
      memberCount += 1;
      return { name: `M ${memberCount}`, handle: `m-${memberCount}`, createdAt: new Date(Date.now() - days * day) };
    });
    return (await db.insert(members).values(rows).returning({ id: members.id })).map(({ id }) => id);
  }
  async function vote(ids: number[], stars: number, slug = "vote") {
    const states: string[] = [];
    for (const id of ids) {
      const cast = await voteAs(db, id, slug, stars);
      if (!cast.ok) throw new Error(cast.code);
      states.push(cast.value.state);
    }
    return states;
  }
  const figures = async (id = articleId) =>
    (
      await db
        .select({ count: articles.ratingCount, sum: articles.ratingSum })
        .from(articles)
        .where(eq(articles.id, id))
    )[0];
  const states = async () =>
    (await db.select({ state: watchedVotes.state }).from(watchedVotes).orderBy(watchedVotes.id)).map(
      ({ state }) => state,
    );
  const earlier = (minutes: number) =>
    db.update(watchedVotes).set({ castAt: sql`${watchedVotes.castAt} - make_interval(mins => ${minutes})` });
  const decided = (decision: Decision) => decideOrThrow(db, decision);
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
  /** The urgencies with which `work` invalidates the order by votes. */
  async function urgencies(work: () => Promise<unknown>): Promise<string[]> {
    const changes = await recordedChanges(work);
    return changes.flatMap(({ tags, urgency }) => (tags.includes(articleCacheTags.votes) ? [urgency] : []));
  }

  return {
    ids: () => ({ articleId, otherId, modo, chef }),
    db,
    queries,
    people,
    vote,
    figures,
    states,
    earlier,
    decided,
    member,
    ban,
    expectNoDrift,
    urgencies,
  };
}
