import type { Executor } from "#db/client.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import { recordDecision } from "#features/decision-history/mutations.ts";
import type { ThreadPolicyAction } from "#features/decision-history/rules.ts";
import { applyToThread, lockThread } from "./decide-on-thread.ts";

const actionByPolicy: Record<CommentPolicy, ThreadPolicyAction> = {
  open: "open",
  closed: "close",
  premoderated: "premoderate",
};

/**
 * Sets the comment policy and the slow mode of a published article for an editor; an undefined value leaves the current
 * one. Each change is recorded as a decision, so that the history shows who made it. The caller has checked that they
 * may publish. Returns whether anything changed.
 */
export async function setThreadStateAsEditor(
  tx: Executor,
  editor: { id: number },
  articleId: number,
  { policy, slowModeMinutes }: { policy?: CommentPolicy | undefined; slowModeMinutes?: number | undefined },
): Promise<boolean> {
  const article = await lockThread(tx, articleId);
  if (!article) return false;
  const common = { subject: "article", subjectId: articleId, articleId, actorId: editor.id } as const;
  const isNewPolicy = policy !== undefined && policy !== article.policy;
  const isNewSlowMode = slowModeMinutes !== undefined && slowModeMinutes !== article.slowModeMinutes;
  if (isNewPolicy)
    await recordDecision(tx, {
      ...common,
      action: actionByPolicy[policy],
      before: { policy: article.policy },
      after: { policy },
    });
  if (isNewSlowMode)
    await recordDecision(tx, {
      ...common,
      action: slowModeMinutes === 0 ? "unslow" : "slow",
      before: { slowModeMinutes: article.slowModeMinutes },
      after: { slowModeMinutes },
    });
  if (!isNewPolicy && !isNewSlowMode) return false;
  await applyToThread(tx, article, { ...(isNewPolicy && { policy }), ...(isNewSlowMode && { slowModeMinutes }) });
  return true;
}
