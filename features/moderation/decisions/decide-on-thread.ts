import { eq, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import { articles, type DecisionState } from "#db/schema.ts";
import { recordDecision } from "#features/decision-history/mutations.ts";
import { listDecisionsOn } from "#features/decision-history/queries.ts";
import { maxSlowModeMinutes, type ThreadAction, threadStateAfterAction } from "#features/decision-history/rules.ts";
import type { VerifiedActor } from "#features/members/standing/actor.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findConflict } from "./conflicts.ts";
import type { DecisionDetails } from "./decision-details.ts";

/** What a decision on a thread can change: its comment policy and its slow mode (minutes; 0: off). */
export type ThreadState = Required<Pick<DecisionState, "policy" | "slowModeMinutes">>;

/**
 * Opens, closes or premoderates an article's thread, or puts slow mode on or off. A person may repeat what a rule has
 * decided: the rule then no longer ends it. Refused with `moderation.gone`, `.conflict`, `.changed` or `.already`, and
 * with `form.stale` for an impossible number of minutes.
 */
export async function decideOnThread(
  tx: Executor,
  actor: VerifiedActor,
  id: number,
  action: ThreadAction,
  { minutes, ...details }: DecisionDetails & { minutes?: number | undefined },
): Promise<Result<{ decision: number; version: number }>> {
  if (minutes !== undefined && !(Number.isSafeInteger(minutes) && minutes >= 1 && minutes <= maxSlowModeMinutes))
    return refused("form.stale");
  const article = await lockThread(tx, id);
  if (!article) return refused("moderation.gone");
  if (details.expectedVersion !== undefined && details.expectedVersion !== article.version)
    return findConflict(tx, "article", id);
  const after = threadStateAfterAction(action, minutes);
  const isChange =
    after.policy !== undefined ? after.policy !== article.policy : after.slowModeMinutes !== article.slowModeMinutes;
  if (!isChange && !(actor.id !== null && (await findRuleInForce(tx, id, after)))) return refused("moderation.already");
  const decision = await recordDecision(tx, {
    subject: "article",
    subjectId: id,
    articleId: id,
    actorId: actor.id,
    rule: actor.rule,
    action,
    reason: details.reason,
    note: details.note,
    before: after.policy === undefined ? { slowModeMinutes: article.slowModeMinutes } : { policy: article.policy },
    after,
  });
  await applyToThread(tx, article, after);
  return ok({ decision, version: article.version + 1 });
}

/** The rule whose decision determines this field of a thread; undefined if a person's does, or none. */
export async function findRuleInForce(
  tx: Executor,
  articleId: number,
  state: Partial<ThreadState>,
): Promise<string | undefined> {
  const [field] = Object.keys(state);
  const decisions = await listDecisionsOn(tx, "article", articleId);
  const last = decisions.findLast(({ undone, after }) => !undone && field !== undefined && field in after);
  return last?.rule ?? undefined;
}

export async function lockThread(tx: Executor, id: number) {
  const [article] = await tx
    .select({
      id: articles.id,
      slug: articles.slug,
      policy: articles.commentPolicy,
      slowModeMinutes: articles.slowModeMinutes,
      version: articles.threadVersion,
    })
    .from(articles)
    .where(eq(articles.id, id))
    .for("no key update");
  return article;
}

/** Changes the fields of a locked thread that `state` names, and its version. */
export async function applyToThread(
  tx: Executor,
  article: { id: number; slug: string },
  { policy, slowModeMinutes }: { policy?: CommentPolicy; slowModeMinutes?: number },
): Promise<void> {
  await tx
    .update(articles)
    .set({
      ...(policy !== undefined && { commentPolicy: policy }),
      ...(slowModeMinutes !== undefined && { slowModeMinutes }),
      threadVersion: sql`${articles.threadVersion} + 1`,
    })
    .where(eq(articles.id, article.id));
  await invalidateTags(tx, [articleCacheTags.slug(article.slug), articleCacheTags.id(article.id)]);
}
