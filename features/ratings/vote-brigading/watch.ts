import { and, eq, gt, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { type VoteHoldFacts, watchedVotes } from "#db/schema.ts";
import { recordDecision, recordVoteParts } from "#features/decision-history/mutations.ts";
import type { Settings } from "#features/settings/schema.ts";
import { recountArticleVotes } from "./recount.ts";
import { ageSpan, expectedVotes, isBurst, isTrusted, type Voter, type VoteSample } from "./rules.ts";

/**
 * Screens a vote that was just cast or changed, in its transaction, its article locked. Records a new member's vote, and holds it together
 * with the similar ones if there are too many to be chance.
 * `young`: too many accounts in their first days voted here recently. `burst`: more votes of new members in one window than the article's
 * own history and the site's let one expect (`isBurst`).
 */
export async function watchVote(tx: Executor, articleId: number, voter: Voter, settings: Settings): Promise<number> {
  if (isTrusted(voter, settings["ratings.trustedDays"])) return 0;
  const isYoungAccount = !isTrusted(voter, settings["ratings.youngDays"]);
  // `execute` sends this before the count, which then includes it.
  const recorded = tx
    .insert(watchedVotes)
    .values({ articleId, memberId: voter.id, isYoungAccount })
    .onConflictDoUpdate({
      target: [watchedVotes.articleId, watchedVotes.memberId],
      set: { castAt: sql`now()`, isYoungAccount },
    })
    .execute();
  const [votes] = await Promise.all([countUndecided(tx, articleId, settings), recorded]);
  const held =
    (await holdVotesOfYoungAccounts(tx, articleId, votes.young, settings)) +
    (await holdBurst(tx, articleId, votes.recent, settings));
  if (held > 0) await recountArticleVotes(tx, articleId, "soon");
  return held;
}

const minutesAgo = (minutes: number) => sql`now() - make_interval(mins => ${minutes})`;

/**
 * Counts the votes on an article that no moderator has released or discarded: those of young accounts, and all, each
 * within the period of its limit.
 */
async function countUndecided(tx: Executor, articleId: number, settings: Settings) {
  const youngMinutes = settings["ratings.youngHours"] * 60;
  const burstMinutes = settings["ratings.burstMinutes"];
  const [row] = await tx
    .select({
      young: sql<number>`count(*) filter (where ${watchedVotes.isYoungAccount} and ${watchedVotes.castAt} > ${minutesAgo(youngMinutes)})::int`,
      recent: sql<number>`count(*) filter (where ${watchedVotes.castAt} > ${minutesAgo(burstMinutes)})::int`,
    })
    .from(watchedVotes)
    .where(
      and(
        eq(watchedVotes.articleId, articleId),
        gt(watchedVotes.castAt, minutesAgo(Math.max(youngMinutes, burstMinutes))),
        inArray(watchedVotes.state, ["counted", "held"]),
      ),
    );
  return row ?? { young: 0, recent: 0 };
}

async function holdVotesOfYoungAccounts(
  tx: Executor,
  articleId: number,
  votes: number,
  settings: Settings,
): Promise<number> {
  const days = settings["ratings.youngDays"];
  if (days === 0 || votes < settings["ratings.youngVotes"]) return 0;
  return holdVotes(tx, articleId, "young", { votes, minutes: settings["ratings.youngHours"] * 60, days });
}

async function holdBurst(tx: Executor, articleId: number, votes: number, settings: Settings): Promise<number> {
  const minutes = settings["ratings.burstMinutes"];
  const minVotes = settings["ratings.burstVotes"];
  // Reads the history only if there are enough votes to compare.
  if (votes < minVotes) return 0;
  const expected = await readExpectedVotes(tx, articleId, minutes);
  if (!isBurst(votes, expected, { minVotes, odds: settings["ratings.burstOdds"] })) return 0;
  return holdVotes(tx, articleId, "burst", { votes, minutes, expected: Math.round(expected * 100) / 100 });
}

/**
 * Holds those of the votes that still count, and returns how many. Records one decision of the rule per vote, as parts of one bulk
 * decision, so the public log lists it once.
 */
async function holdVotes(
  tx: Executor,
  articleId: number,
  reason: "young" | "burst",
  facts: VoteHoldFacts,
): Promise<number> {
  const held = await tx
    .update(watchedVotes)
    .set({ state: "held", reason, facts, heldAt: sql`now()`, version: sql`${watchedVotes.version} + 1` })
    .where(
      and(
        eq(watchedVotes.articleId, articleId),
        eq(watchedVotes.state, "counted"),
        gt(watchedVotes.castAt, minutesAgo(facts.minutes)),
        reason === "young" ? eq(watchedVotes.isYoungAccount, true) : undefined,
      ),
    )
    .returning({ id: watchedVotes.id, memberId: watchedVotes.memberId });
  const [first, ...rest] = held;
  if (!first) return 0;
  const decision = await recordDecision(tx, {
    subject: "vote",
    subjectId: first.id,
    memberId: first.memberId,
    articleId,
    rule: `ratings.${reason}`,
    action: "hold",
    before: { vote: "counted" },
    after: { vote: "held" },
  });
  await recordVoteParts(
    tx,
    decision,
    rest.map(({ id }) => id),
  );
  return held.length;
}

/** How far back (days) the history of the article and of the site is read; watched votes are kept longer (`watchedVoteRetentionDays`). */
const historyDays = 60;

/** Days after which watched votes that were never held are deleted. */
export const watchedVoteRetentionDays = 90;

/** The most articles whose history makes the site's rate. */
const maxComparedArticles = 50;

/** Computes the votes of new members to expect in a window of `minutes`: `expectedVotes`. */
async function readExpectedVotes(tx: Executor, articleId: number, minutes: number): Promise<number> {
  const age = sql`extract(epoch from now() - published_at)::float8 / 86400`;
  const [article] = await tx.execute<{ days: number; votes: number }>(sql`
    select ${age} as days, (
      select count(*)::float8 from watched_votes
      where article_id = ${articleId} and state in ('counted', 'released')
        and cast_at > now() - make_interval(days => ${historyDays}) and cast_at <= ${minutesAgo(minutes)}
    ) as votes
    from articles where id = ${articleId}`);
  const days = article?.days ?? 0;
  const [from, to] = ageSpan(days);
  const [site] = await tx.execute<{ votes: number; minutes: number }>(sql`
    with compared as (
      select id, published_at + make_interval(days => ${from}) as starts,
        least(published_at + make_interval(days => ${to}), now()) as ends
      from articles
      where status = 'published' and id <> ${articleId}
        and published_at between now() - make_interval(days => ${historyDays}) and now() - make_interval(days => ${from})
      order by published_at desc limit ${maxComparedArticles}
    )
    select coalesce(sum(votes.n), 0)::float8 as votes,
      coalesce(sum(extract(epoch from ends - starts)), 0)::float8 / 60 as minutes
    from compared left join lateral (
      select count(*) as n from watched_votes as w
      where w.article_id = compared.id and w.cast_at >= starts and w.cast_at < ends and w.state in ('counted', 'released')
    ) as votes on true`);
  const historyMinutes = Math.max(0, Math.min(days, historyDays) * 1_440 - minutes);
  const toSample = (votes = 0, observedMinutes = 0): VoteSample => ({ votes, windows: observedMinutes / minutes });
  return expectedVotes(toSample(site?.votes, site?.minutes), toSample(article?.votes, historyMinutes));
}
