import { and, eq, exists, lte, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, ratings, watchedVotes } from "#db/schema.ts";
import { recordDecision, recordVoteParts } from "#features/decision-history/mutations.ts";
import { notifyVoters } from "#features/decision-history/notifications.ts";
import type { VoteAction } from "#features/decision-history/rules.ts";
import { type Actor, findActor, type VerifiedActor } from "#features/members/standing/actor.ts";
import { isSelf } from "#features/members/standing/policy.ts";
import { recountArticleVotes } from "#features/ratings/vote-brigading/recount.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findConflict } from "./conflicts.ts";
import { type DecisionDetails, readDecisionDetails } from "./decision-details.ts";

const stateByAction = { release: "released", discard: "discarded" } as const;

/**
 * Releases or discards a held vote and updates the article's rating. Refused with `moderation.gone`, `.conflict` or
 * `.changed`, `.oneself`, `.already`.
 */
export async function decideOnVote(
  tx: Executor,
  actor: VerifiedActor,
  id: number,
  action: VoteAction,
  details: DecisionDetails,
): Promise<Result<{ decision: number; version: number }>> {
  const vote = await lockVote(tx, id);
  if (!vote) return refused("moderation.gone");
  if (details.expectedVersion !== undefined && details.expectedVersion !== vote.version)
    return findConflict(tx, "vote", id);
  if (actor.id !== null && isSelf({ id: actor.id }, vote.memberId)) return refused("moderation.oneself");
  const after = stateByAction[action];
  // A vote that was never held counts already.
  if (vote.state === after || vote.state === "counted") return refused("moderation.already");
  const decision = await recordDecision(tx, {
    subject: "vote",
    subjectId: id,
    articleId: vote.articleId,
    memberId: vote.memberId,
    actorId: actor.id,
    rule: actor.rule,
    action,
    reason: reasonFor(action, details),
    note: details.note,
    before: { vote: vote.state },
    after: { vote: after },
  });
  await applyVoteStates(tx, vote.articleId, decision);
  await notifyVoters(tx, decision);
  return ok({ decision, version: vote.version + 1 });
}

/**
 * Decides on all held votes of an article, except the actor's own. Each gets a separate decision as part of the first
 * one, so that one undo reverts them all. Refused with `member.forbidden`, `moderation.already`, `form.invalid`
 * (`reason`).
 * @param request `upTo` is the time of the last hold that the actor saw; votes held later stay held
 */
export async function decideOnHeldVotes(
  db: Executor,
  request: {
    actor: Actor;
    articleId: number;
    action: VoteAction;
    upTo: Date;
    reason?: string | undefined;
    note?: string;
  },
): Promise<Result<{ decision: number; votes: number }>> {
  return db.transaction(async (tx): Promise<Result<{ decision: number; votes: number }>> => {
    const verified = await findActor(tx, request.actor);
    if (!verified.ok) return verified;
    const { articleId, action } = request;
    const details = await readDecisionDetails(tx, request);
    if (!details.ok) return details;
    await lockArticle(tx, articleId);
    const actor = verified.value;
    const held = await tx
      .select({ id: watchedVotes.id, memberId: watchedVotes.memberId })
      .from(watchedVotes)
      .where(
        and(
          eq(watchedVotes.articleId, articleId),
          eq(watchedVotes.state, "held"),
          lte(watchedVotes.heldAt, request.upTo),
          actor.id === null ? undefined : ne(watchedVotes.memberId, actor.id),
          exists(
            tx
              .select({ one: sql`1` })
              .from(ratings)
              .where(and(eq(ratings.articleId, articleId), eq(ratings.memberId, watchedVotes.memberId))),
          ),
        ),
      )
      .orderBy(watchedVotes.id)
      .for("update");
    const [first, ...rest] = held;
    if (!first) return refused("moderation.already");
    const common = {
      actorId: actor.id,
      rule: actor.rule,
      action,
      reason: reasonFor(action, details.value),
      note: details.value.note,
      articleId,
    };
    const toDecision = (vote: { id: number; memberId: number }) => ({
      ...common,
      subject: "vote" as const,
      subjectId: vote.id,
      memberId: vote.memberId,
      before: { vote: "held" as const },
      after: { vote: stateByAction[action] },
    });
    const decision = await recordDecision(tx, toDecision(first));
    await recordVoteParts(
      tx,
      decision,
      rest.map((vote) => vote.id),
    );
    await applyVoteStates(tx, articleId, decision);
    await notifyVoters(tx, decision);
    return ok({ decision, votes: held.length });
  });
}

/** The form asks for the rule once, for both buttons. A released vote breaks no rule. */
const reasonFor = (action: VoteAction, { reason }: DecisionDetails) => (action === "discard" ? reason : null);

async function lockArticle(tx: Executor, id: number): Promise<void> {
  await tx.select({ id: articles.id }).from(articles).where(eq(articles.id, id)).for("no key update");
}

/**
 * Locks a watched vote, after its article: a new vote takes the locks in the same order.
 * @param known the article, if the caller knows it
 */
export async function lockVote(tx: Executor, id: number, knownArticleId: number | null = null) {
  const [location] = await tx
    .select({ articleId: watchedVotes.articleId })
    .from(watchedVotes)
    .where(eq(watchedVotes.id, id));
  const articleId = knownArticleId ?? location?.articleId;
  if (articleId !== undefined) await lockArticle(tx, articleId);
  const [vote] = await tx.select().from(watchedVotes).where(eq(watchedVotes.id, id)).for("update");
  return vote;
}

/**
 * Gives the votes of a decision and of its parts the state that follows from their decisions in force (the SQL form of
 * `deriveField`), and recounts the article's rating. Used for a decision and for its undo.
 */
export async function applyVoteStates(tx: Executor, articleId: number, decision: number): Promise<void> {
  await tx.execute(sql`
    with concerned as (
      select subject_id as id from moderation_decisions where id = ${decision} or (part_of = ${decision} and subject = 'vote')
    ),
    wanted as (
      select concerned.id, coalesce(
        (select d.after ->> 'vote' from moderation_decisions as d
          where d.subject = 'vote' and d.subject_id = concerned.id and d.action <> 'undo' and d.after ? 'vote'
            and not exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
          order by d.id desc limit 1),
        'counted') as state
      from concerned
    )
    update watched_votes as w set state = wanted.state, version = w.version + 1
    from wanted where w.id = wanted.id and w.state <> wanted.state`);
  await recountArticleVotes(tx, articleId);
}
