import { eq, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import { articles } from "#db/schema.ts";
import { recordDecision } from "#features/decision-history/mutations.ts";
import { policyByAction, type ThreadAction } from "#features/decision-history/rules.ts";
import type { VerifiedActor } from "#features/members/standing/actor.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findConflict } from "./conflicts.ts";
import type { DecisionDetails } from "./decision-details.ts";

/**
 * Opens, closes or premoderates an article's thread. Refused with `moderation.gone`, `.conflict`, `.changed` or
 * `.already`.
 */
export async function decideOnThread(
  tx: Executor,
  actor: VerifiedActor,
  id: number,
  action: ThreadAction,
  details: DecisionDetails,
): Promise<Result<{ decision: number; version: number }>> {
  const article = await lockThread(tx, id);
  if (!article) return refused("moderation.gone");
  if (details.expectedVersion !== undefined && details.expectedVersion !== article.version)
    return findConflict(tx, "article", id);
  const policy = policyByAction[action];
  if (policy === article.policy) return refused("moderation.already");
  const decision = await recordDecision(tx, {
    subject: "article",
    subjectId: id,
    articleId: id,
    actorId: actor.id,
    rule: actor.rule,
    action,
    reason: details.reason,
    note: details.note,
    before: { policy: article.policy },
    after: { policy },
  });
  await applyToThread(tx, article, policy);
  return ok({ decision, version: article.version + 1 });
}

export async function lockThread(tx: Executor, id: number) {
  const [article] = await tx
    .select({
      id: articles.id,
      slug: articles.slug,
      policy: articles.commentPolicy,
      version: articles.threadVersion,
    })
    .from(articles)
    .where(eq(articles.id, id))
    .for("no key update");
  return article;
}

export async function applyToThread(
  tx: Executor,
  article: { id: number; slug: string },
  policy: CommentPolicy,
): Promise<void> {
  await tx
    .update(articles)
    .set({ commentPolicy: policy, threadVersion: sql`${articles.threadVersion} + 1` })
    .where(eq(articles.id, article.id));
  await invalidateTags(tx, [articleCacheTags.slug(article.slug), articleCacheTags.id(article.id)]);
}
